import { defineAsyncComponent } from 'vue';

export { clockMs, clockText } from './clock.rules.js';
export { lookAgainMs } from './look-again.rules.js';
export { useChapterTitle } from './chapters/use-chapter-title.js';

/** Loaded on their own: most pages that lead to replays are opened for something else. */
export const LessonReplays = defineAsyncComponent(() => import('./LessonReplays.vue'));
export const ThumbnailPicture = defineAsyncComponent(() => import('./player/ThumbnailPicture.vue'));
export const WorkStages = defineAsyncComponent(() => import('./WorkStages.vue'));
export { useThumbnails } from './player/use-thumbnails.js';

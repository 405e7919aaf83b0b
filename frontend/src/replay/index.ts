import { defineAsyncComponent } from 'vue';

export { clockMs, clockText } from './clock.rules.js';
export { lookAgainMs } from './look-again.rules.js';
export { useChapterTitle } from './chapters/use-chapter-title.js';
export { default as ThumbnailPicture } from './player/ThumbnailPicture.vue';
export { useThumbnails } from './player/use-thumbnails.js';
export { default as WorkStages } from './WorkStages.vue';

/** Loaded on its own: most pages that lead to replays are opened for something else. */
export const LessonReplays = defineAsyncComponent(() => import('./LessonReplays.vue'));

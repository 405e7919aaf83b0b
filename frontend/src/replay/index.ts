import { defineAsyncComponent } from 'vue';

export { clockMs, clockText } from './clock.rules.js';

/** Loaded on its own: most pages that lead to replays are opened for something else. */
export const LessonReplays = defineAsyncComponent(() => import('./LessonReplays.vue'));

import { defineAsyncComponent } from 'vue';

export { default as LanguageToggle } from './LanguageToggle.vue';
export { safeNext } from './next.rules.js';
export { useSession } from './session.store.js';

/** Loaded on its own: menus weigh more than the rest of the first screen, and nobody needs one in its first moment. */
export const AccountMenu = defineAsyncComponent(() => import('./AccountMenu.vue'));

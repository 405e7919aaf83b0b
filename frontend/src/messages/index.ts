import { defineAsyncComponent } from 'vue';

/** Loaded on its own, after the first screen: it opens the live connection. */
export const UnreadBadge = defineAsyncComponent(() => import('./UnreadBadge.vue'));

/** The people whose messages one does not want to see, for the account page. */
export const BlockedPeople = defineAsyncComponent(() => import('./BlockedPeople.vue'));

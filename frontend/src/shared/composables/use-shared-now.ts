import { createSharedComposable, useNow } from '@vueuse/core';

const TICK_MS = 5_000;

/** The time, renewed every five seconds, by one clock for all who look. */
export const useSharedNow = createSharedComposable(() => useNow({ interval: TICK_MS }));

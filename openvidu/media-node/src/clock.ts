import type { Clock } from './session/ports.js';

export const systemClock: Clock = { now: () => Date.now() };

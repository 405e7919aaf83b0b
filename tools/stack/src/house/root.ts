import { fileURLToPath } from 'node:url';

/** The checkout this program belongs to (both `src/house` and `dist/house` lie four folders below it). */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/\/$/, '');

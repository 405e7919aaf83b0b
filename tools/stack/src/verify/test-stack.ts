import { rmSync } from 'node:fs';
import { down } from '../commands/down.js';
import { environmentOf } from '../commands/environment.js';
import { up } from '../commands/up.js';
import { slotOf } from '../house/slot.js';
import type { PartName } from '../parts/part.js';
import type { Surroundings } from './suites.js';

export const TEST_SLOT = 1;

/** Choices for the caller's own stack. */
const CALLERS_OWN = new Set(['PORT', 'HOST', 'HTTPS', 'HTTPS_PORT']);

const PARTS: Record<Surroundings, readonly PartName[] | null> = {
  nothing: [],
  database: ['mariadb'],
  stores: ['mariadb', 'redis', 'mongodb', 'janus', 'coturn'],
  // The fault tests stand on a database and run beside.
  'media-node': ['media-node', 'mariadb'],
  whole: null,
};

/** So that nobody waits two minutes for a recording that stops by itself, nor a film for the lessons of other stories. */
const HURRIED: Partial<Record<Surroundings, Record<string, string>>> = {
  'media-node': { OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: '5', PAUSE_RENDERING_ABOVE: '100' },
  whole: { PAUSE_RENDERING_ABOVE: '100' },
};

/** Starts what a run needs on the slot of tests, from nothing: no data of an earlier run is there. */
export async function startFresh(surroundings: Surroundings): Promise<Record<string, string>> {
  await stopFresh();
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !CALLERS_OWN.has(name)));
  await up({ slotNumber: TEST_SLOT, only: PARTS[surroundings], env: { ...env, ...HURRIED[surroundings] } });
  return environmentForTests();
}

export async function environmentForTests(): Promise<Record<string, string>> {
  const env = await environmentOf(TEST_SLOT);
  return {
    ...env,
    // While the API is not there, the tests listen in its place for what the media node tells it.
    COMPAT_WEBHOOK_PORT: env.API_PORT ?? '',
    COMPAT_WEBHOOK_HEADER: `X-Seodang-Hook: ${env.WEBHOOK_SECRETS ?? ''}`,
  };
}

export async function stopFresh(): Promise<void> {
  await down(TEST_SLOT, { isQuiet: true });
  rmSync(slotOf(TEST_SLOT).folder, { recursive: true, force: true });
}

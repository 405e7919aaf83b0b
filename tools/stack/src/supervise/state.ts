import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Slot } from '../house/slot.js';
import { isAlive } from '../os/processes.js';
import { PART_NAMES } from '../parts/part.js';

const Process = z.object({ pid: z.number().int(), startedAt: z.string() });

export const PART_STATES = [
  'waiting',
  'starting',
  'ready',
  'done',
  'needless',
  'restarting',
  'failed',
  'stopping',
  'stopped',
] as const;

const PartStatus = z.object({
  name: z.enum(PART_NAMES),
  state: z.enum(PART_STATES),
  process: Process.nullable(),
  /** Since when it is in this state, ISO. */
  since: z.iso.datetime(),
  restarts: z.number().int(),
  /** How it ended last, in words. */
  lastExit: z.string().nullable(),
  ports: z.array(z.number().int()),
});
export type PartStatus = z.infer<typeof PartStatus>;

/** What a supervisor says about itself, in its slot's folder, for whoever asks. */
const StackState = z.object({
  supervisor: Process,
  /** Null while it starts; then the moment when everything was ready for the first time. */
  readyAt: z.iso.datetime().nullable(),
  /** The options it was started with, by their names in the environment. */
  options: z.record(z.string(), z.string()),
  parts: z.array(PartStatus),
});
export type StackState = z.infer<typeof StackState>;

export function writeState({ stateFile }: Slot, state: StackState): void {
  mkdirSync(dirname(stateFile), { recursive: true });
  const draft = `${stateFile}.draft`;
  writeFileSync(draft, JSON.stringify(state, null, 2), { mode: 0o644 });
  renameSync(draft, stateFile);
}

export function removeState({ stateFile }: Slot): void {
  rmSync(stateFile, { force: true });
}

/** @returns Null when nothing was left, or nothing that can be read. */
export function findState({ stateFile }: Slot): StackState | null {
  try {
    return StackState.parse(JSON.parse(readFileSync(stateFile, 'utf8')));
  } catch {
    return null;
  }
}

/** @returns The state of a supervisor that lives, else null: a file outlives a supervisor that was killed. */
export function findRunning(slot: Slot): StackState | null {
  const state = findState(slot);
  return state !== null && isAlive(state.supervisor) ? state : null;
}

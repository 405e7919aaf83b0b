import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { optionsAsEnv, readOptions } from '../house/options.js';
import { Refusal } from '../house/refusal.js';
import { slotOf, type Slot } from '../house/slot.js';
import { makeWorld } from '../house/world.js';
import { findProcess, type ProcessRef } from '../os/processes.js';
import type { PartName } from '../parts/part.js';
import { partTable } from '../parts/table.js';
import { findRunning, removeState, writeState, type PartStatus } from '../supervise/state.js';
import { Supervisor } from '../supervise/supervisor.js';

/** What the supervisor tells the `up` that started it. */
export type SupervisorMessage =
  | { readonly kind: 'parts'; readonly parts: PartStatus[] }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string };

/** The detached process behind `up`: lives until SIGTERM, or until the first start fails. */
export async function supervise(slotNumber: number, only: readonly PartName[] | null): Promise<void> {
  const slot = slotOf(slotNumber);
  const me = findProcess(process.pid);
  if (me === null) throw new Error('This process is not in /proc.');
  claim(slot, me);
  try {
    await keepStack(slot, only, me);
  } finally {
    removeState(slot);
    rmSync(slot.supervisorFile, { force: true });
  }
}

async function keepStack(slot: Slot, only: readonly PartName[] | null, me: ProcessRef): Promise<void> {
  const options = readOptions(process.env);
  const world = await makeWorld(slot, options, process.env);
  let readyAt: string | null = null;
  const publish = (parts: PartStatus[]) => {
    writeState(slot, { supervisor: me, readyAt, options: optionsAsEnv(options), parts });
    tell({ kind: 'parts', parts });
  };
  const supervisor = new Supervisor(partTable(world, only), {
    slot,
    account: world.account,
    onChange: publish,
  });
  publish(supervisor.statuses);

  const starting = new AbortController();
  const asked = whenAskedToEnd(() => readyAt === null).then(() => {
    starting.abort();
  });
  try {
    await supervisor.start(starting.signal);
    readyAt = new Date().toISOString();
    publish(supervisor.statuses);
    tell({ kind: 'ready' });
    await asked;
  } catch (error) {
    if (!starting.signal.aborted)
      tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
  await supervisor.stop();
}

/** Only one supervisor has a slot. */
function claim(slot: Slot, me: ProcessRef): void {
  if (findRunning(slot) !== null) throw new Refusal(`Slot ${slot.number} already has a supervisor.`);
  mkdirSync(dirname(slot.supervisorFile), { recursive: true });
  rmSync(slot.supervisorFile, { force: true });
  writeFileSync(slot.supervisorFile, JSON.stringify(me), { flag: 'wx' });
}

/** Resolves on a signal to end, or when the caller goes away before the stack is ready. */
function whenAskedToEnd(isStarting: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(name, () => {
        resolve();
      });
    }
    process.on('disconnect', () => {
      if (isStarting()) resolve();
    });
  });
}

function tell(message: SupervisorMessage): void {
  if (!process.connected) return;
  // The caller may leave at any moment; that is told by 'disconnect'.
  process.send?.(message, undefined, {}, () => undefined);
}

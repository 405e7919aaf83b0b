import { fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { optionsAsEnv, readOptions, type Options } from '../house/options.js';
import { Refusal } from '../house/refusal.js';
import { slotOf, type Slot } from '../house/slot.js';
import { makeWorld, type World } from '../house/world.js';
import { until } from '../os/until.js';
import type { PartName } from '../parts/part.js';
import { partTable } from '../parts/table.js';
import { findRunning, type PartStatus, type StackState } from '../supervise/state.js';
import { bold, complain, dim, green, prefix, red, say } from './console.js';
import { tailOf } from './log-lines.js';
import {
  assertSlotCanBe,
  buildFor,
  endLeftovers,
  noticeAccount,
  requireFreePorts,
  requirePrograms,
} from './prepare.js';
import { sayWhereToGo } from './summary.js';
import type { SupervisorMessage } from './supervise.js';

export interface UpRequest {
  readonly slotNumber: number;
  readonly only: readonly PartName[] | null;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts a stack in the background and returns when it can be used.
 *
 * @throws {Refusal} with what the caller can do, or the last words of the part that did not start.
 */
export async function up({ slotNumber, only, env = process.env }: UpRequest): Promise<void> {
  assertSlotCanBe(slotNumber);
  const began = performance.now();
  const slot = slotOf(slotNumber);
  const running = findRunning(slot);
  if (running !== null) {
    await sayAlreadyRunning(slot, running, only);
    return;
  }
  mkdirSync(slot.folder, { recursive: true });
  const world = await makeWorld(slot, optionsFor(slot, only, env), env);
  const parts = partTable(world, only);
  await endLeftovers(slot.folder);
  await requirePrograms(parts);
  await requireFreePorts(parts);
  noticeAccount(world);
  await buildFor(parts);
  await startSupervisor(world, only, env);
  say(green(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s.`));
  sayWhereToGo(world, findRunning(slot));
}

/** Some parts without nginx: tokens then name the media node's own port. */
function optionsFor(slot: Slot, only: UpRequest['only'], env: NodeJS.ProcessEnv): Options {
  const options = readOptions(env);
  if (only === null || only.includes('nginx')) return options;
  return { SIGNALLING_PORT: slot.ports.mediaNode, ...options };
}

async function sayAlreadyRunning(slot: Slot, state: StackState, only: UpRequest['only']): Promise<void> {
  const names = new Set(state.parts.map(({ name }) => name));
  const world = await makeWorld(slot, readOptions(state.options), process.env);
  const missing = partTable(world, only).filter(({ name }) => !names.has(name));
  if (missing.length > 0) {
    const list = missing.map(({ name }) => name).join(', ');
    throw new Refusal(`Slot ${slot.number} is already running without ${list}; stop it first.`);
  }
  if (state.readyAt === null) await untilReady(slot);
  else say(`It is already running ${dim(`(since ${state.readyAt})`)}.`);
  sayWhereToGo(world, state);
}

/** Somebody else started it a moment ago. */
async function untilReady(slot: Slot): Promise<void> {
  say('It is just starting …');
  const isDecided = () => findRunning(slot)?.readyAt !== null;
  await until(isDecided, { what: 'the start that is under way', withinMs: 300_000 });
  if (findRunning(slot) === null) throw new Refusal('The start that was under way has failed.');
}

function startSupervisor(world: World, only: UpRequest['only'], env: NodeJS.ProcessEnv): Promise<void> {
  const { slot } = world;
  mkdirSync(slot.logs, { recursive: true });
  const log = openSync(join(slot.logs, 'supervisor.log'), 'a', 0o640);
  const args = [
    'supervise',
    '--slot',
    String(slot.number),
    ...(only === null ? [] : ['--only', only.join(',')]),
  ];
  const child = fork(join(import.meta.dirname, '../main.ts'), args, {
    cwd: world.root,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...env, ...optionsAsEnv(world.options) },
  });
  closeSync(log);
  const progress = new Progress();
  return new Promise((resolve, reject) => {
    let failure: string | null = null;
    child.on('message', (message: SupervisorMessage) => {
      if (message.kind === 'parts') progress.show(message.parts);
      if (message.kind === 'failed') failure = message.reason;
      if (message.kind !== 'ready') return;
      // From here on it lives by itself; its end, hours later, is no failure of this start.
      child.removeAllListeners();
      child.disconnect();
      child.unref();
      resolve();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      sayLastWords(slot, progress.statuses);
      reject(new Refusal(failure ?? `The supervisor ended with code ${code ?? '?'} before all was ready.`));
    });
  });
}

/** Says each part's way to readiness, one line a step. */
class Progress {
  #shown = new Map<PartName, { state: string; at: number }>();
  statuses: PartStatus[] = [];

  show(statuses: PartStatus[]): void {
    this.statuses = statuses;
    for (const status of statuses) this.#showOne(status);
  }

  #showOne({ name, state, lastExit }: PartStatus): void {
    const before = this.#shown.get(name);
    if (before?.state === state) return;
    const at = state === 'starting' ? performance.now() : (before?.at ?? performance.now());
    this.#shown.set(name, { state, at });
    const line = this.#words(state, at, lastExit);
    if (line !== null) say(`${prefix(name)} ${line}`);
  }

  #words(state: string, at: number, lastExit: string | null): string | null {
    const after = dim(`after ${((performance.now() - at) / 1000).toFixed(1)} s`);
    const words: Record<string, string | null> = {
      starting: 'starting',
      ready: `${green('ready')} ${after}`,
      done: `${green('done')} ${after}`,
      needless: dim('nothing to do'),
      restarting: red(`${lastExit ?? 'ended'}; trying again`),
      failed: red(lastExit ?? 'failed'),
    };
    return words[state] ?? null;
  }
}

function sayLastWords(slot: Slot, statuses: readonly PartStatus[]): void {
  const failed = statuses.filter(({ state }) => state === 'failed').map(({ name }) => name);
  const names = failed.length > 0 ? failed : (['supervisor'] as const);
  for (const name of names) {
    complain(bold(`\nThe last lines of ${join(slot.logs, `${name}.log`)}:`));
    for (const line of tailOf(join(slot.logs, `${name}.log`), 15)) complain(`  ${line}`);
  }
}

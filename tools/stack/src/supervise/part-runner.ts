import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from '../os/account.js';
import { endAll, findProcess, MARK, processesOfSession, type ProcessRef } from '../os/processes.js';
import { until } from '../os/until.js';
import { SEARCH_PATH } from '../os/which.js';
import type { Part } from '../parts/part.js';
import { backoffMs, STEADY_AFTER_MS } from './backoff.rules.js';
import { openLog } from './log-file.js';
import type { PartStatus } from './state.js';

export interface RunnerDeps {
  readonly account: Account;
  readonly stackFolder: string;
  readonly logFile: string;
  /** Resolves when everything the part needs is up. */
  readonly whenNeedsAreUp: (signal: AbortSignal) => Promise<void>;
  readonly onChange: () => void;
}

/** Attempts of a part that was never ready before the whole start is given up. */
const ATTEMPTS = 3;

interface Exit {
  readonly words: string;
  readonly isClean: boolean;
}

/** A part could not be started. */
export class PartFailed extends Error {
  constructor(
    readonly part: Part['name'],
    reason: string,
  ) {
    super(`${part} could not be started: ${reason}`);
  }
}

/** Keeps one part running: starts it when its needs are up, again when it ends, and stops it on request. */
export class PartRunner {
  readonly part: Part;
  readonly #deps: RunnerDeps;
  readonly #stopping = new AbortController();
  #life: Promise<void> = Promise.resolve();
  #exited: Promise<Exit> | null = null;
  #status: PartStatus;
  #wasReady = false;

  constructor(part: Part, deps: RunnerDeps) {
    this.part = part;
    this.#deps = deps;
    this.#status = {
      name: part.name,
      state: 'waiting',
      process: null,
      since: new Date().toISOString(),
      restarts: 0,
      lastExit: null,
      ports: part.listens.map(({ port }) => port),
    };
  }

  get status(): PartStatus {
    return this.#status;
  }

  get isUp(): boolean {
    return ['ready', 'done', 'needless'].includes(this.#status.state);
  }

  get isOver(): boolean {
    return ['stopped', 'failed'].includes(this.#status.state);
  }

  /** Begins to keep the part running. */
  start(): void {
    this.#life = this.#keep().catch((error: unknown) => {
      if (this.#stopping.signal.aborted) return;
      this.#set({
        state: 'failed',
        process: null,
        lastExit: error instanceof Error ? error.message : String(error),
      });
    });
  }

  /** SIGTERM, SIGKILL after the part's limit; resolves when no process of it is left. */
  async stop(): Promise<void> {
    if (this.#status.state !== 'failed') this.#set({ state: 'stopping' });
    this.#stopping.abort();
    await this.#end();
    await this.#life;
    if (this.#status.state !== 'failed') this.#set({ state: 'stopped', process: null });
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; ;) {
      await this.#deps.whenNeedsAreUp(signal);
      if (this.part.isNeedless?.()) {
        this.#set({ state: 'needless' });
        return;
      }
      const began = performance.now();
      const exit = await this.#runOnce();
      if (exit === null) return;
      signal.throwIfAborted();
      const wasSteady = this.#wasReady && performance.now() - began > STEADY_AFTER_MS;
      failures = wasSteady ? 1 : failures + 1;
      if (!this.#wasReady && failures >= ATTEMPTS) throw new Error(exit.words);
      const { restarts } = this.#status;
      this.#set({ state: 'restarting', process: null, lastExit: exit.words, restarts: restarts + 1 });
      await delay(backoffMs(failures), undefined, { signal });
    }
  }

  /** @returns How it ended, or null when it was a task that is done. */
  async #runOnce(): Promise<Exit | null> {
    this.#set({ state: 'starting' });
    await this.part.prepare?.();
    this.#stopping.signal.throwIfAborted();
    const exited = this.#spawn();
    if (this.part.kind === 'task') return this.#finishTask(exited);

    const slow = await this.#untilReady(exited);
    if (slow !== null) {
      await this.#end();
      return slow;
    }
    const exit = await exited;
    await this.#end();
    return exit;
  }

  async #finishTask(exited: Promise<Exit>): Promise<Exit | null> {
    const limit = new AbortController();
    const late = delay(this.part.readyWithinMs, { words: 'it took too long', isClean: false }, limit).catch(
      () => exited,
    );
    const exit = await Promise.race([exited, late]);
    limit.abort();
    await this.#end();
    if (!exit.isClean) return exit;
    await this.part.settle?.();
    this.#wasReady = true;
    this.#set({ state: 'done', process: null });
    return null;
  }

  /** @returns Null when it became ready, else why it did not. */
  async #untilReady(exited: Promise<Exit>): Promise<Exit | null> {
    const over = new AbortController();
    void exited.then(() => {
      over.abort();
    });
    const { part } = this;
    if (this.#status.process === null) return exited;
    try {
      const isReady = part.isReady ?? (() => true);
      const signal = AbortSignal.any([over.signal, this.#stopping.signal]);
      await until(isReady, { what: `${part.name} to answer`, withinMs: part.readyWithinMs, signal });
      await part.settle?.();
    } catch (error) {
      if (over.signal.aborted) return exited;
      return { words: error instanceof Error ? error.message : String(error), isClean: false };
    }
    this.#wasReady = true;
    this.#set({ state: 'ready' });
    return null;
  }

  #spawn(): Promise<Exit> {
    const { account, logFile, stackFolder } = this.#deps;
    const { argv, env, folder } = this.part;
    const [program = '', ...args] = argv;
    const log = openLog(logFile, account);
    const path = SEARCH_PATH.join(':');
    const child = spawn(program, args, {
      cwd: folder,
      env: { PATH: path, LANG: 'C.UTF-8', TZ: 'UTC', HOME: folder, [MARK]: stackFolder, ...env },
      // A session of its own: signals of the terminal do not reach it, and nothing it starts escapes us.
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const exited = new Promise<Exit>((resolve) => {
      child.on('error', (error) => {
        resolve({ words: error.message, isClean: false });
      });
      child.on('exit', (code, by) => {
        resolve({
          words: by === null ? `ended with code ${code ?? '?'}` : `ended by ${by}`,
          isClean: code === 0,
        });
      });
    });
    this.#exited = exited;
    this.#set({ process: child.pid === undefined ? null : findProcess(child.pid) });
    return exited;
  }

  /** Ends what is left of the part's processes, also children whose parent is gone. */
  async #end(): Promise<void> {
    const leader: ProcessRef | null = this.#status.process;
    if (leader === null) return;
    await endAll(() => processesOfSession(leader.pid), this.part.stopWithinMs);
    await this.#exited;
  }

  #set(change: Partial<PartStatus>): void {
    const isNewState = change.state !== undefined && change.state !== this.#status.state;
    const since = isNewState ? new Date().toISOString() : this.#status.since;
    this.#status = { ...this.#status, since, ...change };
    this.#deps.onChange();
  }
}

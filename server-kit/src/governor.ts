import type { ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import type { Log } from './log.js';

/** Stops and resumes what runs, when live lessons need the machine. */
export interface Brake {
  /** True while nothing may run. */
  readonly isOn: boolean;
  /** @returns the function that takes it back. */
  follow(child: ChildProcess): () => void;
}

export interface GovernorDeps {
  /** Live lessons at this time. */
  readonly countLive: () => Promise<number>;
  /** Above it, 0 to 1, nothing renders beside a live lesson; 1 never stops anything. */
  readonly busyAbove: number;
  /** How busy the machine was with other things since the last look, 0 to 1. */
  readonly load?: () => number;
  /** Milliseconds that only go forward. */
  readonly nowMs?: () => number;
  readonly log: Log;
}

const LOOK_MS = 2_000;
/** Of what is busy: well below, so that what goes on does not at once have to stop again. */
const QUIET_PART = 0.75;
/** A school that is busy all day shall have its replays at night at the latest: then it goes on for a while all the same. */
const LONGEST_PAUSE_MS = 60_000;
const THEN_AT_LEAST_MS = 15_000;

/**
 * Live lessons first: while there is one and the machine is busy, what renders is stopped where it is, and goes on when there is
 * room again.
 */
export class Governor implements Brake {
  readonly #deps: GovernorDeps;
  readonly #load: () => number;
  readonly #nowMs: () => number;
  readonly #running = new Set<ChildProcess>();
  #timer: NodeJS.Timeout | null = null;
  #isOn = false;
  #since = 0;
  /** Until then it goes on, however busy it is. */
  #runsUntil = 0;

  constructor(deps: GovernorDeps) {
    this.#deps = deps;
    this.#load = deps.load ?? machineLoad();
    this.#nowMs = deps.nowMs ?? (() => performance.now());
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  follow(child: ChildProcess): () => void {
    this.#running.add(child);
    if (this.#isOn) child.kill('SIGSTOP');
    this.#timer ??= setInterval(() => void this.look(), LOOK_MS);
    return () => {
      this.#running.delete(child);
      if (this.#running.size > 0) return;
      if (this.#timer) clearInterval(this.#timer);
      this.#timer = null;
      this.#isOn = false;
    };
  }

  /** Measures and decides. Without an answer about lessons nothing changes. */
  async look(): Promise<void> {
    const load = this.#load();
    const live = await this.#deps.countLive().catch(() => null);
    if (live === null) return;
    const now = this.#nowMs();
    const isOverdue = this.#isOn && now - this.#since > LONGEST_PAUSE_MS;
    if (isOverdue) this.#runsUntil = now + THEN_AT_LEAST_MS;
    const { busyAbove } = this.#deps;
    const isBusy = live > 0 && load > (this.#isOn ? busyAbove * QUIET_PART : busyAbove);
    this.#turn(isBusy && now >= this.#runsUntil, { load, live });
  }

  #turn(isOn: boolean, seen: { load: number; live: number }): void {
    if (isOn === this.#isOn || this.#running.size === 0) return;
    this.#isOn = isOn;
    this.#since = this.#nowMs();
    const load = Math.round(seen.load * 100);
    this.#deps.log.info(
      { load, live: seen.live },
      isOn ? 'rendering waits for lessons' : 'rendering goes on',
    );
    for (const child of this.#running) child.kill(isOn ? 'SIGSTOP' : 'SIGCONT');
  }
}

/** Of all cores, between two calls. What is niced is not counted: that is the rendering itself, which gives way. */
export function machineLoad(): () => number {
  const read = () =>
    cpus().reduce(
      (sum, { times }) => ({
        idle: sum.idle + times.idle + times.nice,
        all: sum.all + times.user + times.nice + times.sys + times.irq + times.idle,
      }),
      { idle: 0, all: 0 },
    );
  let last = read();
  return () => {
    const now = read();
    const all = now.all - last.all;
    const idle = now.idle - last.idle;
    last = now;
    return all > 0 ? 1 - idle / all : 0;
  };
}

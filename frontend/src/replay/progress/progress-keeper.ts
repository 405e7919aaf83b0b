import type { ReportProgress } from '@seodang/contracts/replay';
import { emptyLog, withPause, withPlace, withUntold } from './watch-log.rules.js';

interface KeeperDeps {
  /** Tells the server; `isLeaving` when the page may be gone before the answer. */
  readonly send: (report: ReportProgress, how: { isLeaving: boolean }) => Promise<unknown>;
  readonly now: () => number;
}

const EVERY_MS = 10_000;

/**
 * Where somebody is in a recording, told to the server at most every ten seconds while it plays, when it pauses, and when
 * the page goes away. What could not be told, as without a network, goes with the next report.
 */
export class ProgressKeeper {
  readonly #deps: KeeperDeps;
  #log = emptyLog;
  #positionMs: number | null = null;
  #toldMs: number | null = null;
  #lastAt: number;
  #isSending = false;

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
    this.#lastAt = deps.now();
  }

  /** The player is at a place; to be told several times a second. */
  at(positionMs: number, { isPlaying }: { isPlaying: boolean }): void {
    this.#positionMs = Math.round(positionMs);
    this.#log = isPlaying ? withPlace(this.#log, this.#positionMs) : withPause(this.#log);
    if (this.#deps.now() - this.#lastAt >= EVERY_MS) void this.tell();
  }

  /** Tells what is new; nothing happens when nothing is. */
  async tell({ isLeaving } = { isLeaving: false }): Promise<void> {
    const positionMs = this.#positionMs;
    const { ranges } = this.#log;
    if (positionMs === null || (ranges.length === 0 && positionMs === this.#toldMs)) return;
    // Whoever leaves cannot wait for an answer that is still out; the server joins what comes twice.
    if (this.#isSending && !isLeaving) return;
    this.#isSending = true;
    this.#lastAt = this.#deps.now();
    this.#log = { ...this.#log, ranges: [] };
    try {
      await this.#deps.send({ positionMs, watched: [...ranges] }, { isLeaving });
      this.#toldMs = positionMs;
    } catch {
      this.#log = withUntold(this.#log, ranges);
    } finally {
      this.#isSending = false;
    }
  }
}

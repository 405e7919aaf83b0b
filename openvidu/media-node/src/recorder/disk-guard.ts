import type { Logger } from 'pino';
import { type DiskLimits, type DiskReader, type DiskSpace, mayStart, mustStop } from './disk.js';

export interface DiskGuardDeps {
  readonly folder: string;
  readonly read: DiskReader;
  readonly limits: DiskLimits;
  readonly log: Logger;
  readonly everyMs: number;
}

/** Watches the room that recordings have. */
export class DiskGuard {
  readonly #deps: DiskGuardDeps;
  #timer: NodeJS.Timeout | null = null;
  #last: DiskSpace | null = null;

  constructor(deps: DiskGuardDeps) {
    this.#deps = deps;
  }

  /** What was free at the last look, in bytes. */
  get freeBytes(): number {
    return this.#last?.freeBytes ?? 0;
  }

  /** @returns false when the disk cannot even be asked. */
  async mayStart(): Promise<boolean> {
    const space = await this.#look();
    return space !== null && mayStart(space, this.#deps.limits);
  }

  /** @param onFull Called at every look that finds the disk nearly full. */
  start(onFull: (space: DiskSpace) => void): void {
    this.#timer = setInterval(() => {
      void this.#look().then((space) => {
        if (space && mustStop(space, this.#deps.limits)) onFull(space);
      });
    }, this.#deps.everyMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  async #look(): Promise<DiskSpace | null> {
    try {
      this.#last = await this.#deps.read(this.#deps.folder);
      return this.#last;
    } catch (error) {
      this.#deps.log.error({ err: error }, 'disk of the recordings cannot be read');
      return null;
    }
  }
}

import type { Logger } from 'pino';
import { type DiskLimits, type DiskReader, type DiskSpace, mayStart, mustStop } from './disk.js';

export interface DiskGuardDeps {
  readonly folder: string;
  readonly read: DiskReader;
  readonly limits: DiskLimits;
  readonly log: Logger;
  readonly everyMs: number;
}

/** What is wrong with the disk, the worse the higher: a figure for alarms. */
export const DISK_TROUBLE = {
  none: 0,
  /** Too little room for another recording. */
  short: 1,
  /** Too little for those that run. */
  full: 2,
  /** It is not there, or lets nobody write. */
  away: 3,
} as const;
type DiskTrouble = (typeof DISK_TROUBLE)[keyof typeof DISK_TROUBLE];

/** Watches the room that recordings have, and says when there is too little, and when there is enough again. */
export class DiskGuard {
  readonly #deps: DiskGuardDeps;
  #timer: NodeJS.Timeout | null = null;
  #last: DiskSpace | null = null;
  #trouble: DiskTrouble = DISK_TROUBLE.none;

  constructor(deps: DiskGuardDeps) {
    this.#deps = deps;
  }

  /** What was free at the last look, in bytes. */
  get freeBytes(): number {
    return this.#last?.freeBytes ?? 0;
  }

  get trouble(): DiskTrouble {
    return this.#trouble;
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
    const { read, folder } = this.#deps;
    const space = await read(folder).catch((error: unknown) => {
      this.#note(DISK_TROUBLE.away, error instanceof Error ? error.message : String(error));
      return null;
    });
    this.#last = space ?? this.#last;
    if (space) this.#note(this.#troubleOf(space), `${Math.floor(space.freeBytes / 1e6)} MB are free`);
    return space;
  }

  #troubleOf(space: DiskSpace): DiskTrouble {
    const { limits } = this.#deps;
    if (mustStop(space, limits)) return DISK_TROUBLE.full;
    return mayStart(space, limits) ? DISK_TROUBLE.none : DISK_TROUBLE.short;
  }

  /** Said once, not at each look. */
  #note(trouble: DiskTrouble, detail: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    const { log, folder } = this.#deps;
    if (trouble === DISK_TROUBLE.none) log.info({ folder, detail }, 'recordings have room again');
    else log.error({ folder, trouble, detail }, 'recordings have too little room');
  }
}

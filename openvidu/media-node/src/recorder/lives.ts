import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Mutex } from '../session/mutex.js';

const FILE = 'lives.json';
const Stored = z.object({ begun: z.int().nonnegative(), share: z.number() });
type Stored = z.infer<typeof Stored>;
/** Less than this is no headway. */
const STEP = 0.05;

/**
 * Counts the lives of the node that end while a file is made, on disk: what kills the node (a take that takes all its
 * memory) would do it again after each restart.
 */
export class Lives {
  readonly #folder: string;
  readonly #turn = new Mutex();
  #share: number;

  private constructor(
    folder: string,
    /** How many ended since the making last came further. */
    readonly lost: number,
    share: number,
  ) {
    this.#folder = folder;
    this.#share = share;
  }

  /** This life makes the file; that is on disk when this resolves. @param folder The take's. */
  static async begin(folder: string): Promise<Lives> {
    const { begun, share } = await read(folder);
    const lives = new Lives(folder, begun, share);
    await lives.#write({ begun: begun + 1, share });
    return lives;
  }

  /** @param share How much of the file is made, 0 to 1. */
  async reached(share: number): Promise<void> {
    if (share < this.#share + STEP) return;
    this.#share = share;
    await this.#write({ begun: 1, share });
  }

  /** The making is over, or failed in a way that the node outlived. */
  async end(): Promise<void> {
    await this.#turn.run(() => rm(join(this.#folder, FILE), { force: true }));
  }

  async #write(stored: Stored): Promise<void> {
    const path = join(this.#folder, FILE);
    await this.#turn.run(async () => {
      await writeFile(`${path}.new`, JSON.stringify(stored), { mode: 0o600, flush: true });
      await rename(`${path}.new`, path);
    });
  }
}

async function read(folder: string): Promise<Stored> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => '');
  try {
    return Stored.parse(JSON.parse(text));
  } catch {
    return { begun: 0, share: 0 };
  }
}

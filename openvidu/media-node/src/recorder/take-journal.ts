import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TakeLine } from './take.js';

const FILE = 'take.jsonl';

/**
 * What a take's journal holds. A line that a crash tore is left out.
 *
 * @returns An empty list when there is no journal.
 */
export async function readTakeLines(folder: string): Promise<TakeLine[]> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .map(parseLine)
    .filter((line) => line !== null);
}

function parseLine(text: string): TakeLine | null {
  try {
    return TakeLine.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The journal of a take: lines are on disk in the order they were given, many by one sync. */
export class TakeJournal {
  readonly #file: FileHandle;
  readonly #onFailure: (error: unknown) => void;
  #waiting: string[] = [];
  #flushing: Promise<void> | null = null;

  private constructor(file: FileHandle, onFailure: (error: unknown) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
  }

  /** @param onFailure The disk does not take a line; it is lost. @throws what the file system throws */
  static async open(folder: string, onFailure: (error: unknown) => void): Promise<TakeJournal> {
    const file = await open(join(folder, FILE), 'a', 0o600);
    // Whatever a crash tore off ends here.
    if ((await file.stat()).size > 0) await file.appendFile('\n');
    return new TakeJournal(file, onFailure);
  }

  append(line: TakeLine): void {
    this.#waiting.push(`${JSON.stringify(line)}\n`);
    this.#flushing ??= this.#flush();
  }

  /** Resolves when all that was given is on disk, or given up. */
  async settled(): Promise<void> {
    while (this.#flushing) await this.#flushing;
  }

  async close(): Promise<void> {
    await this.settled();
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const text = this.#waiting.join('');
      this.#waiting = [];
      try {
        await this.#file.appendFile(text);
        await this.#file.datasync();
      } catch (error) {
        this.#onFailure(error);
      }
    }
    this.#flushing = null;
  }
}

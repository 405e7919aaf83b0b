import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { decodeRecord, encodeRecord, type JournalRecord } from './journal-record.js';

const RETRY_MS = 1000;

export interface JournalDeps {
  readonly path: string;
  /** The file is written anew when it has grown to twice what it then takes, and at least to this size. */
  readonly compactAtBytes: number;
  /** All that the journal has to hold: what a reader of it from the start would know. */
  readonly snapshot: () => JournalRecord[];
  readonly log: Logger;
  readonly onSynced?: (sec: number) => void;
}

/**
 * Reads what a journal holds.
 *
 * @returns An empty list when there is no journal. Lines that a crash tore are left out and counted.
 */
export async function readJournal(path: string): Promise<{ records: JournalRecord[]; torn: number }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').filter(Boolean);
  const records = lines.map(decodeRecord).filter((record) => record !== null);
  return { records, torn: lines.length - records.length };
}

/**
 * An append-only file of records. All that is appended while one group is on its way to the disk becomes the next
 * group: one sync serves them all.
 */
export class Journal {
  readonly #deps: JournalDeps;
  readonly #listeners: (() => void)[] = [];
  #file: FileHandle;
  #bytes: number;
  #compactAtBytes = 0;
  #lines: string[] = [];
  #written = 0;
  #synced = 0;
  #isFailing = false;
  #isClosing = false;
  #flushing: Promise<void> | null = null;

  private constructor(deps: JournalDeps, { file, bytes }: { file: FileHandle; bytes: number }) {
    this.#deps = deps;
    this.#file = file;
    this.#bytes = bytes;
    this.#compactAtBytes = Math.max(deps.compactAtBytes, 2 * bytes);
  }

  /** Begins the file anew with the snapshot. @throws what the file system throws */
  static async start(deps: JournalDeps): Promise<Journal> {
    await mkdir(dirname(deps.path), { recursive: true, mode: 0o700 });
    return new Journal(deps, await writeAnew(deps));
  }

  /** Awaited records handed over so far. */
  get written(): number {
    return this.#written;
  }

  /** Awaited records on disk. While the disk fails nobody is held up: lessons go on, and the failure is logged. */
  get synced(): number {
    return this.#isFailing ? this.#written : this.#synced;
  }

  get isFailing(): boolean {
    return this.#isFailing;
  }

  onSync(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** @param isAwaited false for a record whose loss does no harm; it goes along with the next group. */
  append(record: JournalRecord, { isAwaited }: { readonly isAwaited: boolean }): void {
    this.#lines.push(encodeRecord(record));
    if (isAwaited) this.#written += 1;
    this.#flushing ??= this.#flush();
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#flushing;
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    // Whatever else happens in this turn of the loop goes along.
    await Promise.resolve();
    while (this.#lines.length > 0 || this.#isFailing) {
      try {
        await this.#writeGroup();
        if (this.#isFailing) this.#deps.log.info('journal writes again');
        this.#isFailing = false;
      } catch (error) {
        if (!this.#isFailing) this.#deps.log.error({ err: error }, 'journal cannot write');
        this.#isFailing = true;
        this.#tell();
        if (this.#isClosing) break;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.#flushing = null;
  }

  async #writeGroup(): Promise<void> {
    const startedAtMs = performance.now();
    const position = this.#written;
    if (this.#isFailing || this.#bytes > this.#compactAtBytes) {
      // The snapshot holds all lines that wait, and leaves out what a full disk tore.
      this.#lines = [];
      const former = this.#file;
      ({ file: this.#file, bytes: this.#bytes } = await writeAnew(this.#deps));
      this.#compactAtBytes = Math.max(this.#deps.compactAtBytes, 2 * this.#bytes);
      await former.close();
    } else {
      const text = this.#lines.join('');
      const count = this.#lines.length;
      await this.#file.appendFile(text);
      this.#lines.splice(0, count);
      this.#bytes += Buffer.byteLength(text);
      if (position > this.#synced) await this.#file.datasync();
    }
    this.#synced = position;
    this.#deps.onSynced?.((performance.now() - startedAtMs) / 1000);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

async function writeAnew({ path, snapshot }: JournalDeps): Promise<{ file: FileHandle; bytes: number }> {
  const text = snapshot().map(encodeRecord).join('');
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.appendFile(text);
    await file.datasync();
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close();
    throw error;
  }
  return { file, bytes: Buffer.byteLength(text) };
}

/** The new name itself has to survive a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

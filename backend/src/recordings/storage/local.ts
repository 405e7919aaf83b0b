import { constants, createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import {
  checkedKey,
  FileMissing,
  StorageFull,
  type ByteRange,
  type RecordingStorage,
  type StoredFile,
} from './storage.js';

/** For the folder. */
const INNER = '/_recordings/';

/** Files in a folder that the proxy reads as well. */
export class LocalStorage implements RecordingStorage {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  async put(key: string, file: string): Promise<void> {
    const target = this.#pathOf(key);
    await mkdir(dirname(target), { recursive: true });
    // Named after what it becomes: what a killed process left is taken away by the next try.
    const half = join(dirname(target), `.${basename(target)}`);
    try {
      await rm(half, { force: true });
      await linkOrCopy(file, half);
      await flushed(half);
      await rename(half, target);
    } catch (error) {
      await rm(half, { force: true });
      throw isFull(error) ? new StorageFull('the disk of recordings takes nothing', { cause: error }) : error;
    }
  }

  async read(key: string, { range }: { readonly range?: ByteRange } = {}): Promise<Readable> {
    const path = this.#pathOf(key);
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) throw new FileMissing(key);
    return createReadStream(path, range ? { start: range.from, end: range.to } : {});
  }

  async list(folder: string): Promise<StoredFile[]> {
    const path = this.#pathOf(folder);
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(orNone);
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    return Promise.all(
      files.map(async ({ parentPath, name }) => {
        const file = join(parentPath, name);
        return { key: relative(this.#folder, file), sizeBytes: (await stat(file)).size };
      }),
    );
  }

  async remove(folder: string): Promise<void> {
    await rm(this.#pathOf(folder), { recursive: true, force: true });
  }

  innerPath(key: string): Promise<string> {
    return Promise.resolve(`${INNER}${checkedKey(key)}`);
  }

  #pathOf(key: string): string {
    return join(this.#folder, checkedKey(key));
  }
}

/** On one disk a second name costs nothing; the work folder gives up its own soon. */
async function linkOrCopy(file: string, target: string): Promise<void> {
  try {
    await link(file, target);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') throw error;
    await copyFile(file, target, constants.COPYFILE_FICLONE);
  }
}

const DISK_CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

/** Whether a disk is full, or takes nothing for now: what failed may do again when that is mended. */
export function isFull(error: unknown): boolean {
  return DISK_CODES.has((error as { code?: unknown }).code);
}

/** A power cut after the renaming must not leave a name with nothing behind it. */
async function flushed(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

function orNone(error: unknown): never[] {
  if ((error as { code?: unknown }).code === 'ENOENT') return [];
  throw error;
}

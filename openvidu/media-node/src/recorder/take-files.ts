import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { namesOnce } from './folder.js';
import type { Take } from './take.js';
import { foldTake, toTake } from './take-fold.rules.js';
import { readTakeLines } from './take-journal.js';

/** The engine writes to a name with this ending, which goes when the file is whole. */
const UNFINISHED = '.tmp';
const CLOSED_WITHIN_MS = 3000;

/**
 * The take in a folder. Files that the engine could not close, because it died, are taken as they are.
 *
 * @returns null when the folder holds no take.
 */
export async function readTake(folder: string): Promise<Take | null> {
  const folded = foldTake(await readTakeLines(folder));
  if (!folded) return null;
  await closeFiles(folder);
  return toTake(folded, (await readdir(folder)).toSorted());
}

async function closeFiles(folder: string): Promise<void> {
  const names = await namesOnce(folder, (found) => !found.some(isOpen), { withinMs: CLOSED_WITHIN_MS });
  for (const name of names.filter(isOpen))
    await rename(join(folder, name), join(folder, name.slice(0, -UNFINISHED.length))).catch(unlessGone);
}

const isOpen = (name: string): boolean => name.endsWith(`.mjr${UNFINISHED}`);

/** The engine closed it at the last moment. */
function unlessGone(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

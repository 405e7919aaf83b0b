import { readdir } from 'node:fs/promises';
import { pause } from './pause.js';

const LOOK_EVERY_MS = 50;

interface Patience {
  readonly withinMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks into a folder that another program writes to until its names are as wished, the time is over or the signal
 * aborts. It looks again and again, since file systems of a network tell of no changes.
 *
 * @returns The names that were found last.
 */
export async function namesOnce(
  folder: string,
  isSo: (names: readonly string[]) => boolean,
  { withinMs, signal = new AbortController().signal }: Patience,
): Promise<readonly string[]> {
  const untilMs = performance.now() + withinMs;
  let names = await readdir(folder);
  while (!isSo(names) && !signal.aborted && performance.now() < untilMs) {
    await pause(LOOK_EVERY_MS, signal);
    names = await readdir(folder);
  }
  return names;
}

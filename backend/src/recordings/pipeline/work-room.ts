import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkTable } from './work.model.js';

export interface WorkRoomDeps {
  readonly table: Pick<WorkTable, 'listInWork'>;
  /** Where the pipeline works, on this machine. */
  readonly folder: string;
}

const LEFT_AFTER_MS = 24 * 3_600_000;
/** A folder is called after its recording, with more words behind it or none. */
const ID_LENGTH = 36;

/**
 * Removes folders that nobody works in any more: of a worker that was killed, or of a recording that another machine went on with.
 *
 * @returns how many.
 */
export async function tidyWorkRoom({ table, folder }: WorkRoomDeps, now: Date): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const old: string[] = [];
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && now.getTime() - found.mtimeMs > LEFT_AFTER_MS) old.push(name);
  }
  const inWork = new Set<string>(await table.listInWork(old.map((name) => name.slice(0, ID_LENGTH))));
  const left = old.filter((name) => !inWork.has(name.slice(0, ID_LENGTH)));
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
  return left.length;
}

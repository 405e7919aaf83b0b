import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Servers lie in sbin folders, which are not on everybody's PATH. */
export const SEARCH_PATH = [
  ...new Set([...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin']),
].filter(Boolean);

/** @returns The program's full path, or null when it is not installed. */
export function findProgram(name: string): string | null {
  return SEARCH_PATH.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

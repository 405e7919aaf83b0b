import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Account } from '../os/account.js';

const KEPT = 3;

/**
 * Opens a log for a part to write to. Parts write to the file themselves: their words do not depend on the
 * supervisor being alive.
 */
export function openLog(file: string, account: Account): number {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'a', 0o640);
  // nginx opens its standard output anew, by name.
  if (process.getuid?.() === 0) chownSync(file, account.uid, account.gid);
  return descriptor;
}

/** Copies a log that has grown beyond `maxBytes` away (`.1` is the newest of three) and empties it. */
export function rotate(file: string, maxBytes: number): void {
  if (!existsSync(file) || statSync(file).size <= maxBytes) return;
  for (let age = KEPT - 1; age >= 1; age -= 1) {
    if (existsSync(`${file}.${age}`)) renameSync(`${file}.${age}`, `${file}.${age + 1}`);
  }
  copyFileSync(file, `${file}.1`);
  // Writers append, so they go on at the new end.
  truncateSync(file);
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../house/refusal.js';
import { slotOf } from '../house/slot.js';
import { PART_NAMES, type PartName } from '../parts/part.js';
import { prefix, say } from './console.js';
import { follow, tailOf } from './log-lines.js';

const LINES_BEFORE = 10;
const LOOK_EVERY_MS = 200;

/** Prints the last lines of the parts' logs and goes on with what they write, until interrupted. */
export async function logs(slotNumber: number, only: readonly PartName[] | null): Promise<void> {
  const folder = slotOf(slotNumber).logs;
  if (!existsSync(folder)) throw new Refusal('There are no logs yet.');
  const written = new Set(readdirSync(folder));
  const names = (only ?? PART_NAMES).filter((name) => written.has(`${name}.log`));
  const readers = names.map((name) => {
    const file = join(folder, `${name}.log`);
    for (const line of tailOf(file, LINES_BEFORE)) say(`${prefix(name)} ${line}`);
    return { name, read: follow(file, { fromEnd: true }) };
  });
  for (;;) {
    for (const { name, read } of readers) {
      for (const line of read()) say(`${prefix(name)} ${line}`);
    }
    await delay(LOOK_EVERY_MS);
  }
}

import { readOptions } from '../house/options.js';
import { slotOf } from '../house/slot.js';
import { isAlive, processesOf } from '../os/processes.js';
import { mongoKind, type MongoKind } from '../parts/mongodb.js';
import { findRunning, type PartStatus } from '../supervise/state.js';
import { amber, bold, dim, green, red, say } from './console.js';

const UP = new Set(['ready', 'done', 'needless']);

/** Prints the table of parts. @returns Exit code: 0 all is up, 1 something is not, 2 nothing runs. */
export function status(slotNumber: number, { asJson }: { asJson: boolean }): number {
  const slot = slotOf(slotNumber);
  const running = findRunning(slot);
  if (asJson) {
    say(JSON.stringify(running));
  } else if (running === null) {
    const left = processesOf(slot.folder).length;
    say(
      left === 0
        ? 'It is not running.'
        : red(`The supervisor is gone, but ${left} processes are left: make down.`),
    );
  } else {
    sayTable(running.parts);
    say(dim(mongoLine(mongoKind({ options: readOptions(running.options), slot }))));
  }
  if (running === null) return 2;
  return running.parts.every(isWell) ? 0 : 1;
}

function isWell({ state, process }: PartStatus): boolean {
  return UP.has(state) && (process === null || isAlive(process));
}

function sayTable(parts: readonly PartStatus[]): void {
  const rows = parts.map((part) => [
    part.name,
    part.state,
    String(part.process?.pid ?? '–'),
    [...new Set(part.ports)].join(' ') || '–',
    part.state === 'ready' ? span(Date.now() - Date.parse(part.since)) : '–',
    String(part.restarts),
    UP.has(part.state) ? '' : (part.lastExit ?? ''),
  ]);
  const header = ['part', 'state', 'pid', 'port', 'up for', 'restarts', ''];
  const widths = header.map((title, column) =>
    Math.max(...[header, ...rows].map((row) => (row[column] ?? title).length)),
  );
  const lay = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  say(bold(lay(header)));
  rows.forEach((row, index) => {
    const part = parts[index];
    const colour = part === undefined ? amber : isWell(part) ? green : part.state === 'failed' ? red : amber;
    say(lay(row).replace(row[1] ?? '', colour(row[1] ?? '')));
  });
}

/** Seconds below two minutes, minutes below two hours, else hours. */
function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Which server keeps the messages: not told by the name of its part. */
function mongoLine(kind: MongoKind): string {
  const words: Record<MongoKind, string> = {
    given: 'mongodb: yours (MONGODB_URI)',
    mongod: 'mongodb: the mongod of this machine',
    embedded: 'mongodb: the engine that comes with Seodang; for many people, run MongoDB (MONGODB_URI)',
  };
  return words[kind];
}

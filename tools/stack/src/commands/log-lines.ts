import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dim } from './console.js';

/** The last lines of a log, as people read them. */
export function tailOf(file: string, lines: number): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).map(readable);
}

/** Follows a growing file; each call gives the whole lines that came since the last. */
export function follow(file: string, { fromEnd }: { fromEnd: boolean }): () => string[] {
  let position = fromEnd && existsSync(file) ? statSync(file).size : 0;
  let rest = '';
  return () => {
    if (!existsSync(file)) return [];
    const { size } = statSync(file);
    // Rotated: the file begins anew.
    if (size < position) position = 0;
    if (size === position) return [];
    const chunk = Buffer.alloc(size - position);
    const descriptor = openSync(file, 'r');
    readSync(descriptor, chunk, 0, chunk.length, position);
    closeSync(descriptor);
    position = size;
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    return lines.map(readable);
  };
}

const LEVELS: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const FRAME = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'name', 'service']);

/** A line of pino's JSON as words; all other lines as they are. */
export function readable(line: string): string {
  const entry = parseObject(line);
  if (entry === null || !('level' in entry)) return line;
  const level = typeof entry.level === 'number' ? LEVELS[entry.level] : entry.level;
  const fields = Object.entries(entry).filter(([name]) => !FRAME.has(name));
  const rest = fields.length === 0 ? '' : dim(` ${JSON.stringify(Object.fromEntries(fields))}`);
  return `${timeOf(entry.time)} ${String(level)} ${typeof entry.msg === 'string' ? entry.msg : ''}${rest}`;
}

/** @param time Milliseconds or ISO; the day is left out. */
function timeOf(time: unknown): string {
  const date = new Date(typeof time === 'number' || typeof time === 'string' ? time : NaN);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(11, 23);
}

function parseObject(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

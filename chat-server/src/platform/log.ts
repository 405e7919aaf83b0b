import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Ids that every line carries while the work they belong to is going on. */
export interface LogIds {
  requestId?: string;
  userId?: string;
}

const ids = new AsyncLocalStorage<LogIds>();

/** Runs `work` so that each line logged inside it, however deep, carries `added` beside the ids already there. */
export function withLogIds<T>(added: LogIds, work: () => T): T {
  return ids.run({ ...ids.getStore(), ...added }, work);
}

/** Adds to the ids of the work going on, for the rest of it, what has become known only now. */
export function noteLogIds(known: LogIds): void {
  Object.assign(currentLogIds(), known);
}

/** The ids of the work going on. */
export function currentLogIds(): LogIds {
  return ids.getStore() ?? {};
}

const SECRET_FIELDS = ['ticket', 'passcode', 'token', 'accessToken', 'secret', 'authorization', 'cookie'];

const redact = {
  paths: [
    ...SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    '*["x-seodang-internal"]',
    '*.*["x-seodang-internal"]',
  ],
  censor: '[secret]',
};

/** JSON lines on standard output, one an event. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const settings = {
    level,
    base: { service: 'chat-server' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // A copy: pino writes the line's own fields into what it is given.
    mixin: () => ({ ...currentLogIds() }),
    redact,
  };
  return destination ? pino(settings, destination) : pino(settings);
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Ids that every line carries while the work they belong to is going on. */
export interface LogIds {
  requestId?: string;
  userId?: string;
  courseId?: string;
  lessonId?: string;
  connectionId?: string;
  jobId?: string;
}

const ids = new AsyncLocalStorage<LogIds>();

/** Runs `work` so that each line logged inside it, however deep, carries `added` beside the ids already there. */
export function withLogIds<T>(added: LogIds, work: () => T): T {
  return ids.run({ ...ids.getStore(), ...added }, work);
}

/**
 * Forgets all ids, when no work that carries any is going on: below Node 24 every promise and every write of a process
 * costs more from the first `withLogIds` on until this. The next one begins anew.
 */
export function restFromLogIds(): void {
  ids.disable();
}

/** Adds to the ids of the work going on, for the rest of it, what has become known only now. */
export function noteLogIds(known: LogIds): void {
  Object.assign(currentLogIds(), known);
}

/** The ids of the work going on, e.g. to hand the request id to another service. */
export function currentLogIds(): LogIds {
  return ids.getStore() ?? {};
}

const SECRET_FIELDS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'ticket',
  'passcode',
  'authorization',
  'cookie',
];
const SECRET_HEADERS = ['["set-cookie"]', '["x-seodang-hook"]', '["x-seodang-internal"]'];

const redact = {
  paths: [
    ...SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    ...SECRET_HEADERS.flatMap((name) => [`*${name}`, `*.*${name}`]),
  ],
  censor: '[secret]',
};

/**
 * JSON lines on standard output, one an event.
 *
 * @param options.service Which process speaks, e.g. `api` or `chat-server`.
 */
export function createLog(options: { level: string; service: string }, destination?: DestinationStream): Log {
  const { level, service } = options;
  const settings = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // A copy: pino writes the line's own fields into what it is given.
    mixin: () => ({ ...currentLogIds() }),
    redact,
  };
  return destination ? pino(settings, destination) : pino(settings);
}

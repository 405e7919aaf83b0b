import { pino, type Logger } from 'pino';
import type { FaultLog } from './session/ports.js';

/** One line an event, fields not prose. Tokens, SDP and secrets are never given to it. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: { service: 'media-node' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}

/** Failures that no caller waits for become warnings. */
export function faultLog(log: Logger): FaultLog {
  return {
    report: (what, error, ids) => {
      log.warn({ ...ids, what, reason: error instanceof Error ? error.message : String(error) }, 'fault');
    },
  };
}

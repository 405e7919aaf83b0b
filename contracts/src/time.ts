import { z } from 'zod';

/** An instant on the wire: ISO 8601 in UTC with milliseconds, e.g. `2026-11-21T09:00:00.000Z`. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof Instant>;

/** An IANA time zone that this runtime knows, e.g. `Asia/Seoul`. */
export const TimeZone = z.string().refine(isTimeZone, { message: 'not an IANA time zone' });
export type TimeZone = z.infer<typeof TimeZone>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

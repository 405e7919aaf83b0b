import { TZDate } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';

/** What a calendar and a clock on the wall show, as native inputs give them: `2026-03-29` and `02:30`. */
export interface WallTime {
  readonly date: string;
  readonly time: string;
}

/**
 * When a wall time is. `gap`: clocks jump over it that day, so it never is. `twice`: clocks are turned back over it;
 * the first of the two is meant.
 */
export type Moment = { readonly kind: 'once' | 'twice'; readonly instant: Date } | { readonly kind: 'gap' };

const MINUTE_MS = 60_000;
/** By how much clocks are turned back somewhere on Earth: half an hour on Lord Howe Island, an hour elsewhere. */
const FOLDS_MIN = [60, 30];

const padded = (n: number, length = 2) => String(n).padStart(length, '0');

/** What clocks in a zone show at an instant. */
export function wallTimeOf(instant: Date | string, timeZone: string): WallTime {
  const there = new TZDate(new Date(instant).getTime(), timeZone);
  return {
    date: `${padded(there.getFullYear(), 4)}-${padded(there.getMonth() + 1)}-${padded(there.getDate())}`,
    time: `${padded(there.getHours())}:${padded(there.getMinutes())}`,
  };
}

/** The instant at which clocks in a zone show a wall time. */
export function momentOf(wall: WallTime, timeZone: string): Moment {
  const { year, month, day, hour, minute } = numbersOf(wall);
  const found = new TZDate(year, month - 1, day, hour, minute, timeZone).getTime();
  const shows = (at: number) => isSame(wallTimeOf(new Date(at), timeZone), wall);
  if (!shows(found)) return { kind: 'gap' };
  for (const fold of FOLDS_MIN) {
    if (shows(found - fold * MINUTE_MS)) {
      return { kind: 'twice', instant: new Date(found - fold * MINUTE_MS) };
    }
    if (shows(found + fold * MINUTE_MS)) return { kind: 'twice', instant: new Date(found) };
  }
  return { kind: 'once', instant: new Date(found) };
}

/** The same time on the wall, `weeks` times, a week apart. */
export function weeklyFrom(first: WallTime, weeks: number): WallTime[] {
  return Array.from({ length: weeks }, (_, nth) => ({ date: dayOf(first, 7 * nth), time: first.time }));
}

/** `2026-12-31` → `2027-01-01` */
export function dayAfter(wall: WallTime): string {
  return dayOf(wall, 1);
}

function dayOf(from: WallTime, daysLater: number): string {
  const { year, month, day } = numbersOf(from);
  return wallTimeOf(addDays(new TZDate(year, month - 1, day, 12, 'UTC'), daysLater), 'UTC').date;
}

function isSame(a: WallTime, b: WallTime): boolean {
  return a.date === b.date && a.time === b.time;
}

function numbersOf({ date, time }: WallTime) {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { year, month, day, hour, minute };
}

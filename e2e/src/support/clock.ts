const HALF_DAY_SEC = 12 * 3600;

/** What happened between two looks at the clock, epoch milliseconds. */
export interface Moment {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Does something and tells when: not before `fromMs`, not after `toMs`. */
export async function timed(act: () => Promise<unknown>): Promise<Moment> {
  const fromMs = Date.now();
  await act();
  return { fromMs, toMs: Date.now() };
}

/** The times of day in a text, e.g. two in `오후 3:00:07~3:58:00`, as seconds since noon or midnight. */
export function clockTimesIn(text: string): number[] {
  return [...text.matchAll(/(\d{1,2}):(\d\d):(\d\d)/g)].map(
    ([, hours, minutes, seconds]) => (Number(hours) % 12) * 3600 + Number(minutes) * 60 + Number(seconds),
  );
}

function secondsOfHalfDay(ms: number, timeZone: string): number {
  const options = { timeZone, hour: 'numeric', minute: '2-digit', second: '2-digit', hour12: false } as const;
  const [time = 0] = clockTimesIn(new Intl.DateTimeFormat('en-GB', options).format(ms));
  return time;
}

/**
 * How many seconds a time of day shown to the second lies outside a moment; 0 inside it. Both sides of the
 * moment are rounded as the page rounds.
 */
export function secondsBeside(shown: number, { fromMs, toMs }: Moment, timeZone: string): number {
  const after = (to: number, from: number) => (to - from + HALF_DAY_SEC) % HALF_DAY_SEC;
  const length = after(secondsOfHalfDay(toMs, timeZone), secondsOfHalfDay(fromMs, timeZone));
  const sinceStart = after(shown, secondsOfHalfDay(fromMs, timeZone));
  if (sinceStart <= length) return 0;
  return Math.min(sinceStart - length, HALF_DAY_SEC - sinceStart);
}

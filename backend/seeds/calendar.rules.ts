const DAY_MS = 24 * 3_600_000;

/** How far a zone's clocks are ahead of UTC at an instant, ms. */
function aheadMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return local - Math.floor(at.getTime() / 1000) * 1000;
}

export interface Weekly {
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly timeZone: string;
}

/** Where a clock on the wall of that zone shows this hour on each such weekday from `from` to `to`. */
export function meetingsBetween({ weekday, hour, timeZone }: Weekly, from: Date, to: Date): Date[] {
  const meetings: Date[] = [];
  for (let day = from.getTime(); day <= to.getTime(); day += DAY_MS) {
    const local = new Date(day + aheadMs(new Date(day), timeZone));
    if (local.getUTCDay() !== weekday) continue;
    const wall = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), hour);
    meetings.push(new Date(wall - aheadMs(new Date(wall), timeZone)));
  }
  return meetings;
}

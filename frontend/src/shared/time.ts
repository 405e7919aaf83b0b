const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, options);
    formats.set(key, found);
  }
  return found;
}

/** The time zone of this device. */
export function deviceZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A time zone as people call it, e.g. `대한민국 시간` or `Korea Time`; its IANA name where there is none. */
export function zoneName(timeZone: string, locale: string): string {
  const parts = format(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts();
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** `11월 21일 (토)`, `Sat, Nov 21`; with the year when it is not this one. */
export function dayText(instant: string | Date, timeZone: string, locale: string, now = new Date()): string {
  const date = new Date(instant);
  const otherYear = dayKey(date, timeZone).slice(0, 4) !== dayKey(now, timeZone).slice(0, 4);
  const isKorean = locale === 'ko';
  const day = format(locale, {
    timeZone,
    month: isKorean ? 'long' : 'short',
    day: 'numeric',
    weekday: 'short',
    ...(otherYear && !isKorean ? { year: 'numeric' } : {}),
  }).format(date);
  // Beside a year, Intl would leave out the brackets that Korean has around the weekday.
  return otherYear && isKorean ? `${format(locale, { timeZone, year: 'numeric' }).format(date)} ${day}` : day;
}

/** `오후 3:00`, `3:00 PM`. */
export function timeText(instant: string | Date, timeZone: string, locale: string): string {
  return format(locale, { timeZone, hour: 'numeric', minute: '2-digit' }).format(new Date(instant));
}

const WITH_SECONDS = { hour: 'numeric', minute: '2-digit', second: '2-digit' } as const;

/** `오후 3:00:07`: for attendance, where seconds matter. */
export function exactTimeText(instant: string | Date, timeZone: string, locale: string): string {
  return format(locale, { timeZone, ...WITH_SECONDS }).format(new Date(instant));
}

/** `오후 3:00:07~3:58:00`. */
export function exactRangeText(from: string, to: string, timeZone: string, locale: string): string {
  return rangeText(format(locale, { timeZone, ...WITH_SECONDS }), new Date(from), new Date(to));
}

/** `오후 3:00~4:00`, `3:00 – 4:00 PM`: from an instant, for some minutes. */
export function timeRangeText(
  startsAt: string,
  durationMin: number,
  timeZone: string,
  locale: string,
): string {
  const start = new Date(startsAt);
  const end = new Date(start.getTime() + durationMin * 60_000);
  return rangeText(format(locale, { timeZone, hour: 'numeric', minute: '2-digit' }), start, end);
}

/** Over midnight Intl would write both dates out, with their years; the day of the start stands beside it anyway. */
function rangeText(clock: Intl.DateTimeFormat, start: Date, end: Date): string {
  const { timeZone, locale } = clock.resolvedOptions();
  if (dayKey(start, timeZone) === dayKey(end, timeZone)) return clock.formatRange(start, end);
  return [start, end].map((time) => clock.format(time)).join(locale.startsWith('ko') ? '~' : ' – ');
}

/** `2026-11-21`: the calendar day of an instant in a zone. */
export function dayKey(instant: string | Date, timeZone: string): string {
  return format('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(instant),
  );
}

/** Whether clocks in two zones show the same day and time at an instant. */
export function sameClock(instant: string | Date, zoneA: string, zoneB: string): boolean {
  const clock = (timeZone: string) =>
    format('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant));
  return zoneA === zoneB || clock(zoneA) === clock(zoneB);
}

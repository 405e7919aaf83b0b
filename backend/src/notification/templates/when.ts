import type { Language } from '@seodang/contracts/identity';

export interface Reader {
  readonly language: Language;
  readonly timeZone: string;
}

const LOCALES = { ko: 'ko-KR', en: 'en-US' } as const;

/**
 * An instant as people of a zone say it, with the name of the zone: `11월 21일 (토) 오후 3:00, 한국 표준시` or
 * `Sat, Nov 21, 3:00 PM, Korean Standard Time`. The year is told when it is not the present one there. Only words come
 * from the runtime's own data: its patterns differ from version to version.
 */
export function sayWhen(at: Date, reader: Reader, now: Date): string {
  const { language, timeZone } = reader;
  const { year, month, day, hour, minute } = wallClock(at, timeZone);
  const say = (options: Intl.DateTimeFormatOptions, type: Intl.DateTimeFormatPartTypes) =>
    new Intl.DateTimeFormat(LOCALES[language], { timeZone, ...options })
      .formatToParts(at)
      .find((part) => part.type === type)?.value ?? '';
  const weekday = say({ weekday: 'short' }, 'weekday');
  const zone = say({ timeZoneName: 'long' }, 'timeZoneName');
  const isThisYear = year === wallClock(now, timeZone).year;
  const time = `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')}`;
  if (language === 'ko') {
    const date = `${isThisYear ? '' : `${year}년 `}${month}월 ${day}일 (${weekday})`;
    return `${date} ${hour < 12 ? '오전' : '오후'} ${time}, ${zone}`;
  }
  const date = `${weekday}, ${say({ month: 'short', day: 'numeric' }, 'month')} ${day}${isThisYear ? '' : `, ${year}`}`;
  return `${date}, ${time} ${hour < 12 ? 'AM' : 'PM'}, ${zone}`;
}

/** What a clock and a calendar on the wall of that zone show. */
function wallClock(at: Date, timeZone: string) {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
  };
}

import type { ScheduleLesson } from '@seodang/contracts/lessons';
import { titlesFor } from './titles.rules.js';
import { dayAfter, momentOf, wallTimeOf, weeklyFrom, type Moment, type WallTime } from './zoned-time.js';

/** When a lesson is to be, as fields hold it. */
export interface WhenFields {
  date: string;
  time: string;
  durationMin: string;
  timeZone: string;
}

/** What the fields of lessons to be scheduled hold; `times` is how many, a week apart. */
export interface LessonFields extends WhenFields {
  title: string;
  times: string;
}

/** One lesson to be made. `gap` cannot be: clocks jump over that time on that day. */
export type LessonPlan =
  | {
      readonly kind: 'lesson';
      readonly wall: WallTime;
      readonly isTwice: boolean;
      readonly input: ScheduleLesson;
    }
  | { readonly kind: 'gap'; readonly wall: WallTime; readonly title: string };

/** Whether day and time are complete, as they are not while somebody types. */
export function isDated({ date, time }: Pick<WhenFields, 'date' | 'time'>): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d/.test(time);
}

/** The lessons that fields ask for, in order; none while day and time are missing. */
export function planLessons(fields: LessonFields): LessonPlan[] {
  if (!isDated(fields)) return [];
  const { title, date, time, timeZone } = fields;
  const [durationMin, times] = [minutesOf(fields), Number(fields.times)];
  const titles = titlesFor(title.trim(), times);
  return weeklyFrom({ date, time: time.slice(0, 5) }, times).map((wall, nth) => {
    const moment = momentOf(wall, timeZone);
    const name = titles[nth] ?? title;
    if (moment.kind === 'gap') return { kind: 'gap', wall, title: name };
    const startsAt = moment.instant.toISOString();
    const input = { title: name, startsAt, durationMin, timeZone };
    return { kind: 'lesson', wall, isTwice: moment.kind === 'twice', input };
  });
}

/** The fields as the API takes them; what is missing or does not exist stays wrong, for the schema to say so. */
export function whenOf(fields: WhenFields) {
  const { timeZone } = fields;
  const moment = findMoment(fields);
  const startsAt = moment === null || moment.kind === 'gap' ? '' : moment.instant.toISOString();
  return { startsAt, durationMin: minutesOf(fields), timeZone };
}

/** When the fields say the lesson is; null while day or time are missing. */
export function findMoment({ date, time, timeZone }: Omit<WhenFields, 'durationMin'>): Moment | null {
  return isDated({ date, time }) ? momentOf({ date, time: time.slice(0, 5) }, timeZone) : null;
}

/** The fields of a lesson that exists, on the clocks of its own zone. */
export function whenFieldsOf({
  startsAt,
  durationMin,
  timeZone,
}: Pick<ScheduleLesson, 'startsAt' | 'durationMin' | 'timeZone'>): WhenFields {
  return { ...wallTimeOf(startsAt, timeZone), durationMin: String(durationMin), timeZone };
}

interface LastLesson {
  readonly startsAt: string;
  readonly durationMin: number;
}

/** Where to begin with a new lesson: a week after the last one at the same time, else tomorrow evening. */
export function nextFields(last: LastLesson | null, timeZone: string, now: Date): LessonFields {
  const rest = { title: '', times: '1', timeZone };
  const tomorrow = dayAfter(wallTimeOf(now, timeZone));
  if (last !== null) {
    const [, next] = weeklyFrom(wallTimeOf(last.startsAt, timeZone), 2);
    if (next !== undefined && next.date >= tomorrow) {
      return { ...rest, ...next, durationMin: String(last.durationMin) };
    }
  }
  return { ...rest, date: tomorrow, time: '20:00', durationMin: '60' };
}

function minutesOf({ durationMin }: Pick<WhenFields, 'durationMin'>): number {
  return durationMin === '' ? Number.NaN : Number(durationMin);
}

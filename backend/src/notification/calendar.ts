import type { LessonId } from '@seodang/contracts/ids';
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/** A lesson as a calendar shows it. */
export interface CalendarLesson {
  readonly id: LessonId;
  readonly title: string;
  readonly courseTitle: string;
  readonly instructorName: string;
  readonly startsAt: Date;
  readonly durationMin: number;
  readonly isCancelled: boolean;
  /** Rises with every change, so that calendars take the newer one. */
  readonly revision: number;
}

export interface CalendarMaker {
  readonly origin: string;
  /** Stands for the school as organizer; RFC 5546 §3.2.1 wants one in what is published. */
  readonly organizer: string;
}

const PRODUCT = { company: 'Seodang', product: 'Seodang', language: 'EN' };

/**
 * Lessons as an iCalendar object with METHOD:PUBLISH. Times are in UTC, which every calendar shows in its owner's zone; the
 * UID of a lesson never changes.
 *
 * @see RFC 5545, RFC 5546 §3.2.1
 */
export function toCalendar(
  lessons: readonly CalendarLesson[],
  { origin, organizer }: CalendarMaker,
  now: Date,
): string {
  const calendar = ical({ prodId: PRODUCT, method: ICalCalendarMethod.PUBLISH });
  for (const lesson of lessons) {
    const url = `${origin}/lessons/${lesson.id}`;
    calendar.createEvent({
      id: `lesson-${lesson.id}@${new URL(origin).hostname}`,
      sequence: lesson.revision,
      stamp: now,
      start: lesson.startsAt,
      end: new Date(lesson.startsAt.getTime() + lesson.durationMin * 60_000),
      summary: `${lesson.title} · ${lesson.courseTitle}`,
      description: url,
      url,
      status: lesson.isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      organizer: { name: lesson.instructorName, email: organizer },
    });
  }
  return calendar.toString();
}

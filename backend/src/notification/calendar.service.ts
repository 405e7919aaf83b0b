import type { LessonId } from '@seodang/contracts/ids';
import type { LessonDirectory } from '../lessons/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { Actor } from '../platform/http/actor.js';
import { toCalendar, type CalendarMaker } from './calendar.js';
import type { ReminderSchedule } from './reminder.model.js';

export interface CalendarDeps {
  readonly directory: Pick<LessonDirectory, 'getMembership'>;
  readonly schedule: Pick<ReminderSchedule, 'findRevision'>;
  readonly maker: CalendarMaker;
  readonly now: Now;
}

/** Lessons for people's own calendars. */
export class CalendarService {
  readonly #deps: CalendarDeps;

  constructor(deps: CalendarDeps) {
    this.#deps = deps;
  }

  /** One lesson as an iCalendar object. @throws {AppError} `lesson.not_found` */
  async ofLesson(actor: Actor, lessonId: LessonId): Promise<string> {
    const { directory, schedule, maker, now } = this.#deps;
    const { lesson } = await directory.getMembership(actor, lessonId);
    const revision = await schedule.findRevision(lessonId);
    return toCalendar([{ ...lesson, revision, isCancelled: lesson.state === 'cancelled' }], maker, now());
  }
}

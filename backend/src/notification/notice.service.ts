import type { EnrolmentEvent, EnrolmentListener } from '../enrolment/index.js';
import type { LessonEvent, LessonListener } from '../lessons/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { Tx } from '../platform/db/transaction.js';
import type { Log } from '@seodang/server-kit/log';
import type { NoticeBook } from './notice.model.js';
import { CHANGE_DELAY_MS, seatOccasion, type Known } from './notice.rules.js';
import type { ReminderSchedule } from './reminder.model.js';
import type { ReminderService } from './reminder.service.js';

export interface NoticeDeps {
  readonly notices: NoticeBook;
  readonly schedule: ReminderSchedule;
  readonly reminders: Pick<ReminderService, 'windFor'>;
  readonly now: Now;
  readonly log: Log;
}

const SEAT_WORTH_MS = 7 * 24 * 3_600_000;
/** News of a lesson are of use until so long after it would have begun. */
const CHANGE_WORTH_MS = 60 * 60_000;

/** Writes down what people have to be told, in the transaction that makes it true. */
export class NoticeService {
  readonly #deps: NoticeDeps;

  constructor(deps: NoticeDeps) {
    this.#deps = deps;
  }

  /** Whoever moved up is told that they have a seat. */
  readonly hearSeats: EnrolmentListener = async (tx, events) => {
    for (const event of events) if (event.name === 'seat.given') await this.#tellSeat(tx, event);
  };

  /** Those with a seat are told of a lesson that moved, is off, or takes place after all. */
  readonly hearLesson: LessonListener = async (tx, event) => {
    const known = knownBefore(event);
    if (known) await this.#tellChange(tx, event, known);
    if (event.name === 'lesson.renamed') await this.#deps.schedule.countChange(tx, event.lessonId);
    if (event.name === 'lesson.scheduled' || known) this.#wind(tx, event.startsAt);
  };

  async #tellSeat(tx: Tx, { userId, courseId, at }: EnrolmentEvent): Promise<void> {
    const dueAt = this.#deps.now();
    await this.#deps.notices.add(tx, {
      kind: 'seat-given',
      userId,
      courseId,
      occasion: seatOccasion(courseId, at),
      dueAt,
      expiresAt: new Date(dueAt.getTime() + SEAT_WORTH_MS),
    });
  }

  async #tellChange(
    tx: Tx,
    { lessonId, courseId, startsAt }: LessonEvent,
    known: Partial<Known>,
  ): Promise<void> {
    const { notices, schedule, now: clock } = this.#deps;
    const now = clock();
    const { revision, durationMin } = await schedule.noteChange(tx, lessonId, now);
    const later = Math.max(startsAt.getTime(), known.startsAt?.getTime() ?? 0, now.getTime());
    await notices.addChange(tx, {
      lessonId,
      courseId,
      known: { startsAt, durationMin, state: 'scheduled', ...known },
      revision,
      now,
      dueAt: new Date(now.getTime() + CHANGE_DELAY_MS),
      expiresAt: new Date(later + CHANGE_WORTH_MS),
    });
  }

  #wind(tx: Tx, startsAt: Date): void {
    const { reminders, now, log } = this.#deps;
    tx.afterCommit(() => {
      reminders.windFor(startsAt, now()).catch((error: unknown) => {
        log.debug({ err: error }, 'the clock of reminders is left to the sweep');
      });
    });
  }
}

/** What people knew before a change that they are told of; null for what they are not. */
function knownBefore(event: LessonEvent): Partial<Known> | null {
  switch (event.name) {
    case 'lesson.moved':
      return { startsAt: event.before.startsAt, durationMin: event.before.durationMin };
    case 'lesson.cancelled':
      return { state: 'scheduled' };
    case 'lesson.restored':
      return { state: 'cancelled' };
    case 'lesson.scheduled':
    case 'lesson.started':
    case 'lesson.ended':
    case 'lesson.renamed':
    case 'lesson.deleted':
      return null;
  }
}

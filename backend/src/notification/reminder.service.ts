import type { InTransaction } from '../platform/db/transaction.js';
import type { Log } from '@seodang/server-kit/log';
import type { ReminderSchedule } from './reminder.model.js';
import {
  reminderDueAt,
  reminderExpiresAt,
  reminderOccasion,
  REMINDERS,
  type ReminderKind,
} from './notice.rules.js';

export interface ReminderDeps {
  readonly schedule: ReminderSchedule;
  readonly inTransaction: InTransaction;
  /** Wakes whoever raises reminders after so long; `at` marks the call, so that several for one instant are one. */
  readonly wake: (delayMs: number, at: Date) => Promise<void>;
  readonly clock: () => Promise<Date>;
  readonly log: Log;
}

const KINDS = Object.keys(REMINDERS) as ReminderKind[];
const MINUTE_MS = 60_000;
/** The clock is wound this far ahead, again each minute; what lies further is only in SQL. */
const WOUND_MS = 60 * MINUTE_MS;
/** A clock that rings a little early would find nothing to do. */
const LATER_MS = 100;
const BATCH = 50;
const MOST_STARTS = 1_000;

/**
 * Brings reminders out when they are due. Lessons and seats in SQL say what is due; a delayed job is only the clock that rings
 * in time, and is wound again from SQL each minute.
 */
export class ReminderService {
  readonly #deps: ReminderDeps;

  constructor(deps: ReminderDeps) {
    this.#deps = deps;
  }

  /** Raises what is due, and winds the clock for what comes within the hour. @returns how many lessons were raised. */
  async sweep(): Promise<number> {
    const raised = await this.raise();
    await this.#wind();
    return raised;
  }

  /** Gives everybody of each lesson that is due their notice; a second time does nothing. @returns how many lessons. */
  async raise(): Promise<number> {
    let raised = 0;
    for (const kind of KINDS) raised += await this.#raiseKind(kind);
    return raised;
  }

  /** Winds the clock for a lesson that was planned just now. It may fail: the sweep comes too. */
  async windFor(startsAt: Date, now: Date): Promise<void> {
    for (const kind of KINDS) {
      const dueAt = reminderDueAt(kind, startsAt);
      const inMs = dueAt.getTime() - now.getTime();
      if (inMs > 0 && inMs <= WOUND_MS) await this.#deps.wake(inMs + LATER_MS, dueAt);
    }
  }

  async #raiseKind(kind: ReminderKind): Promise<number> {
    const { schedule, clock } = this.#deps;
    const { leadMin, worthUntilMin } = REMINDERS[kind];
    const now = await clock();
    const from = new Date(now.getTime() + worthUntilMin * MINUTE_MS);
    const to = new Date(now.getTime() + leadMin * MINUTE_MS);
    for (let raised = 0; ;) {
      const due = await schedule.listDue(kind, { from, to }, leadMin, BATCH);
      for (const lesson of due) if (await this.#raiseLesson(kind, lesson, now)) raised += 1;
      if (due.length < BATCH) return raised;
    }
  }

  async #raiseLesson(
    kind: ReminderKind,
    lesson: Awaited<ReturnType<ReminderSchedule['listDue']>>[number],
    now: Date,
  ): Promise<boolean> {
    const { schedule, inTransaction, log } = this.#deps;
    const occasion = reminderOccasion(lesson);
    const dueAt = reminderDueAt(kind, lesson.startsAt);
    const expiresAt = reminderExpiresAt(kind, lesson.startsAt);
    const isRaised = await inTransaction((tx) =>
      schedule.raise(tx, { kind, lesson, occasion, dueAt, expiresAt, now }),
    );
    if (isRaised) log.info({ lessonId: lesson.id, kind }, 'reminders raised');
    return isRaised;
  }

  async #wind(): Promise<void> {
    const { schedule, clock } = this.#deps;
    const now = await clock();
    for (const kind of KINDS) {
      const leadMs = REMINDERS[kind].leadMin * MINUTE_MS;
      const from = new Date(now.getTime() + leadMs);
      const to = new Date(now.getTime() + leadMs + WOUND_MS);
      for (const startsAt of await schedule.listStarts({ from, to }, MOST_STARTS))
        await this.windFor(startsAt, now);
    }
  }
}

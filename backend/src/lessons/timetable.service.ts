import { LessonId, type CourseId } from '@seodang/contracts/ids';
import type { CancelLesson, LessonView, ScheduleLesson, UpdateLesson } from '@seodang/contracts/lessons';
import type { CourseDirectory, CourseLessons } from '../courses/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import { given } from '../platform/given.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '@seodang/server-kit/ids';
import type { Log } from '@seodang/server-kit/log';
import type { LessonDirectory } from './lesson-directory.js';
import type { LessonListener, LessonNews } from './lesson-event.js';
import { Lesson } from './lesson.model.js';
import { toLessonView } from './lesson.view.js';
import { Timetable } from './timetable.model.js';
import {
  isMoved,
  refusalOfStart,
  refusalToCancel,
  refusalToChange,
  refusalToRestore,
  type LessonTime,
} from './timetable.rules.js';

export interface TimetableDeps {
  readonly directory: LessonDirectory;
  readonly courses: CourseDirectory;
  readonly listeners: readonly LessonListener[];
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

/** When lessons take place. Each change and what listeners write about it are committed together. */
export class TimetableService implements CourseLessons {
  readonly #deps: TimetableDeps;

  constructor(deps: TimetableDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} `course.not_found`, `auth.forbidden`, `lesson.in_the_past`, `lesson.clashes` */
  async schedule(actor: Actor, courseId: CourseId, wish: ScheduleLesson): Promise<LessonView> {
    const { courses, inTransaction, now, log } = this.#deps;
    const id = newId(LessonId);
    const { title, ...time } = { ...wish, startsAt: new Date(wish.startsAt) };
    await inTransaction(async (tx) => {
      await courses.getLed(actor, courseId, tx);
      await this.#assertFree(actor, { id, ...time }, tx);
      const row = { id, courseId, title, ...time, startedAt: null, endedAt: null, createdAt: now() };
      const lesson = await Lesson.create({ ...row, state: 'scheduled' }, { transaction: tx });
      await this.#tell(lesson, { name: 'lesson.scheduled' }, tx);
    });
    log.info({ lessonId: id }, 'lesson scheduled');
    return this.#view(actor, id);
  }

  /** @throws {AppError} besides those of `schedule`: `lesson.not_found`, `lesson.already_begun`, `…already_ended`, `…cancelled` */
  async change(actor: Actor, lessonId: LessonId, wish: UpdateLesson): Promise<LessonView> {
    await this.#assertLed(actor, lessonId);
    await this.#deps.inTransaction(async (tx) => {
      const lesson = await this.#lock(lessonId, tx);
      refuse(refusalToChange(lesson));
      const before = { title: lesson.title, ...timeOf(lesson) };
      const { startsAt = before.startsAt, ...rest } = wish;
      lesson.set({ ...given(rest), startsAt: new Date(startsAt) });
      const moved = isMoved(before, lesson);
      if (moved) await this.#assertFree(actor, lesson, tx);
      await lesson.save({ transaction: tx });
      if (moved) {
        const { durationMin } = lesson;
        await this.#tell(lesson, { name: 'lesson.moved', before: timeOf(before), durationMin }, tx);
      }
      if (lesson.title !== before.title) await this.#tell(lesson, { name: 'lesson.renamed' }, tx);
    });
    return this.#view(actor, lessonId);
  }

  /** A second time changes nothing; the first reason stays. @throws {AppError} `lesson.not_found`, `auth.forbidden`, `lesson.already_begun`, `…already_ended` */
  async cancel(actor: Actor, lessonId: LessonId, { reason }: CancelLesson): Promise<LessonView> {
    await this.#assertLed(actor, lessonId);
    await this.#deps.inTransaction(async (tx) => {
      const lesson = await this.#lock(lessonId, tx);
      refuse(refusalToCancel(lesson));
      if (lesson.state === 'cancelled') return;
      await lesson.update({ state: 'cancelled', cancelReason: reason }, { transaction: tx });
      await this.#tell(lesson, { name: 'lesson.cancelled', reason }, tx);
    });
    this.#deps.log.info({ lessonId }, 'lesson cancelled');
    return this.#view(actor, lessonId);
  }

  /** @throws {AppError} `lesson.not_found`, `auth.forbidden`, `lesson.already_begun`, `…already_ended`, `…in_the_past`, `…clashes` */
  async restore(actor: Actor, lessonId: LessonId): Promise<LessonView> {
    await this.#assertLed(actor, lessonId);
    await this.#deps.inTransaction(async (tx) => {
      const lesson = await this.#lock(lessonId, tx);
      refuse(refusalToRestore(lesson, this.#deps.now()));
      if (lesson.state === 'scheduled') return;
      await this.#assertFree(actor, lesson, tx);
      await lesson.update({ state: 'scheduled', cancelReason: '' }, { transaction: tx });
      await this.#tell(lesson, { name: 'lesson.restored' }, tx);
    });
    return this.#view(actor, lessonId);
  }

  hasTakenPlace(courseId: CourseId, tx: Tx): Promise<boolean> {
    return Timetable.hasTakenPlace(courseId, tx);
  }

  async removeAll(courseId: CourseId, tx: Tx): Promise<void> {
    for (const lesson of await Timetable.listOf(courseId, tx)) {
      await this.#tell(lesson, { name: 'lesson.deleted' }, tx);
    }
    await Timetable.remove(courseId, tx);
  }

  async #assertLed(actor: Actor, lessonId: LessonId): Promise<void> {
    const { part } = await this.#deps.directory.getMembership(actor, lessonId);
    if (part !== 'instructor') throw new AppError('auth.forbidden');
  }

  async #lock(lessonId: LessonId, tx: Tx): Promise<Lesson> {
    const lesson = await Timetable.lock(lessonId, tx);
    if (!lesson) throw new AppError('lesson.not_found');
    return lesson;
  }

  async #assertFree(actor: Actor, lesson: LessonTime & { id: LessonId }, tx: Tx): Promise<void> {
    refuse(refusalOfStart(lesson.startsAt, this.#deps.now()));
    const { id: lessonId, startsAt, durationMin } = lesson;
    const clash = await Timetable.findClash(
      { instructorId: actor.userId, lessonId, startsAt, durationMin },
      tx,
    );
    if (!clash) return;
    const clashesWith = { ...clash, startsAt: clash.startsAt.toISOString() };
    throw new AppError('lesson.clashes', { clashesWith });
  }

  async #tell({ id: lessonId, courseId, startsAt }: Lesson, news: LessonNews, tx: Tx): Promise<void> {
    for (const listener of this.#deps.listeners)
      await listener(tx, { lessonId, courseId, startsAt, ...news });
  }

  async #view(actor: Actor, lessonId: LessonId): Promise<LessonView> {
    const { lesson, part } = await this.#deps.directory.getMembership(actor, lessonId);
    return toLessonView(lesson, part, this.#deps.now());
  }
}

function timeOf({ startsAt, durationMin, timeZone }: LessonTime): LessonTime {
  return { startsAt, durationMin, timeZone };
}

function refuse(refusal: ReturnType<typeof refusalToChange>): void {
  if (refusal) throw new AppError(refusal);
}

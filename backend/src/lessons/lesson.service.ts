import type { LessonId } from '@seodang/contracts/ids';
import type { LessonPage, LessonView, MyLessonsQuery } from '@seodang/contracts/lessons';
import type { LessonSnapshot } from '@seodang/contracts/live/lesson-events';
import { z } from 'zod';
import type { Now } from '@seodang/server-kit/clock';
import { fromCursor, toCursor } from '../platform/db/paging.js';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import type { Log } from '@seodang/server-kit/log';
import type { LessonDirectory, Membership } from './lesson-directory.js';
import type { LessonListener, LessonNews } from './lesson-event.js';
import type { LessonMedia } from './lesson-media.js';
import { Lesson, type LessonCard } from './lesson.model.js';
import { toLessonSnapshot, toLessonView } from './lesson.view.js';
import { refusalToEnd, refusalToJoin, refusalToStart, startableFrom } from './lessons.rules.js';

export interface LessonDeps {
  readonly directory: LessonDirectory;
  readonly media: LessonMedia;
  readonly listeners: readonly LessonListener[];
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

const Place = z.tuple([z.boolean(), z.int(), z.uuid()]);

/** The life of a lesson. SQL is written first and the media server follows, so each step may be repeated after a crash. */
export class LessonService {
  readonly #deps: LessonDeps;

  constructor(deps: LessonDeps) {
    this.#deps = deps;
  }

  async listMine(actor: Actor, query: MyLessonsQuery): Promise<LessonPage> {
    const now = this.#deps.now();
    const { when, part, cursor, limit } = query;
    const after = cursor === undefined ? null : toPlace(cursor);
    const wanted = { userId: actor.userId, when, part, now, after, limit: limit + 1 };
    const cards = await Lesson.listMine(wanted);
    const page = cards.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((card) => toLessonView(card, partIn(card, actor), now)),
      nextCursor:
        last && cards.length > limit
          ? toCursor([last.state === 'live', last.startsAt.getTime(), last.id])
          : null,
    };
  }

  /** @throws {AppError} `lesson.not_found` */
  async get(actor: Actor, lessonId: LessonId): Promise<LessonView> {
    return this.#view(await this.#deps.directory.getMembership(actor, lessonId));
  }

  /** What a client begins with, or again after it missed events. @throws {AppError} `lesson.not_found` */
  async snapshot(actor: Actor, lessonId: LessonId): Promise<LessonSnapshot> {
    await this.#deps.directory.getMembership(actor, lessonId);
    const row = await Lesson.findSnapshot(lessonId);
    if (!row) throw new AppError('lesson.not_found');
    return toLessonSnapshot(row);
  }

  /**
   * Makes a lesson live and opens its media session; a live one is only given its session again if that is gone.
   *
   * @throws {AppError} `auth.forbidden`, `lesson.too_early`, `lesson.already_ended`, `lesson.cancelled`, `media.unavailable`
   */
  async start(actor: Actor, lessonId: LessonId): Promise<LessonView> {
    const { directory, media, now, log } = this.#deps;
    const { lesson } = await this.#getLed(actor, lessonId);
    const refusal = refusalToStart(lesson, now());
    if (refusal) throw new AppError(refusal, startDetails(lesson, refusal));
    if (lesson.state !== 'live' && (await this.#begin(lessonId))) log.info({ lessonId }, 'lesson started');
    const current = await directory.getMembership(actor, lessonId);
    const lost = refusalToJoin(current.lesson);
    if (lost) throw new AppError(lost);
    await media.openSession(lessonId);
    return this.#view(current);
  }

  /**
   * Ends a lesson for everybody. The reconciler closes the session later if the media server does not answer now.
   *
   * @throws {AppError} `auth.forbidden`, `lesson.not_live`, `lesson.cancelled`
   */
  async end(actor: Actor, lessonId: LessonId): Promise<LessonView> {
    const { directory, log } = this.#deps;
    const { lesson } = await this.#getLed(actor, lessonId);
    const refusal = refusalToEnd(lesson);
    if (refusal) throw new AppError(refusal);
    if (await this.#finish(lessonId)) log.info({ lessonId }, 'lesson ended');
    await this.closeSession(lessonId);
    return this.#view(await directory.getMembership(actor, lessonId));
  }

  /** Ends a live lesson that its instructor forgot; the worker says when. In any other state it only closes what is left. */
  async endAbandoned(lessonId: LessonId): Promise<void> {
    if (await this.#finish(lessonId)) this.#deps.log.info({ lessonId }, 'abandoned lesson ended');
    await this.closeSession(lessonId);
  }

  /** False when it is in another state, or somebody else was first. */
  #begin(lessonId: LessonId): Promise<boolean> {
    const startedAt = this.#deps.now();
    return this.#deps.inTransaction(async (tx) => {
      const isFirst = await Lesson.markLive(lessonId, startedAt, tx);
      if (isFirst) await this.#tell(lessonId, { name: 'lesson.started', startedAt }, tx);
      return isFirst;
    });
  }

  /** False when it is in another state, or somebody else was first. */
  #finish(lessonId: LessonId): Promise<boolean> {
    const endedAt = this.#deps.now();
    return this.#deps.inTransaction(async (tx) => {
      const isFirst = await Lesson.markEnded(lessonId, endedAt, tx);
      if (isFirst) await this.#tell(lessonId, { name: 'lesson.ended', endedAt }, tx);
      return isFirst;
    });
  }

  async #tell(lessonId: LessonId, news: LessonNews, tx: Tx): Promise<void> {
    const lesson = await Lesson.findByPk(lessonId, { transaction: tx });
    if (!lesson) throw new AppError('lesson.not_found');
    const { courseId, startsAt } = lesson;
    for (const listener of this.#deps.listeners)
      await listener(tx, { lessonId, courseId, startsAt, ...news });
  }

  async #getLed(actor: Actor, lessonId: LessonId): Promise<Membership> {
    const membership = await this.#deps.directory.getMembership(actor, lessonId);
    if (membership.part !== 'instructor') throw new AppError('auth.forbidden');
    return membership;
  }

  /** Closes a session as far as the media server answers; the rest is the reconciler's. */
  async closeSession(lessonId: LessonId): Promise<void> {
    const { media, log } = this.#deps;
    try {
      await media.closeSession(lessonId);
    } catch (error) {
      log.warn({ lessonId, err: error }, 'session left to the reconciler');
    }
  }

  #view({ lesson, part }: Membership): LessonView {
    return toLessonView(lesson, part, this.#deps.now());
  }
}

function startDetails(lesson: LessonCard, refusal: string) {
  return refusal === 'lesson.too_early' ? { startableFrom: startableFrom(lesson).toISOString() } : {};
}

function partIn(card: LessonCard, actor: Actor) {
  return card.instructorId === actor.userId ? 'instructor' : 'student';
}

function toPlace(cursor: string) {
  const [live, startsAtMs, id] = fromCursor(Place, cursor);
  return { live, startsAt: new Date(startsAtMs), id };
}

import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { LessonInside, LessonPeople, SetSpeaking } from '@seodang/contracts/lessons';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import type { Log } from '@seodang/server-kit/log';
import type { LessonDirectory, Membership } from './lesson-directory.js';
import type { LessonMedia } from './lesson-media.js';
import { LessonPersonRow } from './lesson-person.model.js';
import { refusalToJoin } from './lessons.rules.js';
import { agreementOf, maySpeak, type PersonKey } from './speaking.rules.js';

export interface PeopleDeps {
  readonly directory: Pick<LessonDirectory, 'getMembership' | 'listPeople'>;
  readonly media: Pick<LessonMedia, 'changeSpeaking' | 'removePerson' | 'listInside'>;
  /** Looks a little later whether everybody's connections are what they may be. It may fail: the sweep comes too. */
  readonly checkLater: (lessonId: LessonId) => Promise<void>;
  /** Somebody was removed or readmitted. */
  readonly onDecided?: (person: PersonKey) => void;
  readonly now: Now;
  readonly log: Log;
}

/**
 * The people of a live lesson in the hands of its instructor: who may speak, and who has to go. Each decision is a row
 * first; the media server follows, now or by the reconciler, so that every step may be repeated.
 *
 * @see docs/adr/0018-granting-the-floor.md
 */
export class PeopleService {
  readonly #deps: PeopleDeps;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
  }

  /** Everybody inside, and who was removed. @throws {AppError} `lesson.not_found`, `auth.forbidden` */
  async list(actor: Actor, lessonId: LessonId): Promise<LessonPeople> {
    const { directory, media } = this.#deps;
    const membership = await directory.getMembership(actor, lessonId);
    if (membership.part !== 'instructor') throw new AppError('auth.forbidden');
    const inside = new Set(await media.listInside(lessonId));
    const people = await LessonPersonRow.listNamed(lessonId, [...inside]);
    const { instructorId } = membership.lesson;
    const items = people.map(({ userId, name, decided, removedAt, ...said }) => {
      const agrees = agreementOf(said.agrees, said.agreedText);
      const part = userId === instructorId ? ('instructor' as const) : ('student' as const);
      return {
        userId,
        name,
        part,
        isInside: inside.has(userId),
        maySpeak: maySpeak({ ...membership.lesson, decided, agrees }, part),
        isRemoved: removedAt !== null,
        agreesToRecording: agrees,
      };
    });
    return { items };
  }

  /** Who is in a live lesson, for its members before they enter; nobody in any other. @throws {AppError} `lesson.not_found`, `lesson.removed` */
  async inside(actor: Actor, lessonId: LessonId): Promise<LessonInside> {
    const { directory, media } = this.#deps;
    const { lesson } = await directory.getMembership(actor, lessonId);
    if (lesson.removedAt !== null) throw new AppError('lesson.removed');
    if (lesson.state !== 'live') return { items: [] };
    const inside = new Set(await media.listInside(lessonId));
    const people = await directory.listPeople(lessonId);
    return {
      items: people.filter(({ userId }) => inside.has(userId)).map(({ name, part }) => ({ name, part })),
    };
  }

  /** Gives a student the floor, or takes it; a second time changes nothing. @throws {AppError} see `#getStudent` */
  async setSpeaking(actor: Actor, key: PersonKey, { maySpeak: right }: SetSpeaking): Promise<void> {
    const { media, now, log } = this.#deps;
    const membership = await this.#assertMayDecide(actor, key);
    await LessonPersonRow.decideSpeaking(key, right, now());
    log.info({ ...key, maySpeak: right }, 'right to speak decided');
    const student = {
      ...membership.lesson,
      decided: right,
      agrees: await LessonPersonRow.findAgreement(key),
    };
    await this.#follow(key, () => media.changeSpeaking(key, maySpeak(student, 'student')));
  }

  /**
   * Lets a person's connections follow what they said of being recorded, once that is written.
   *
   * @throws {AppError} `lesson.not_found`
   */
  async followAgreement(actor: Actor, lessonId: LessonId): Promise<void> {
    const { directory, media } = this.#deps;
    const { lesson, part } = await directory.getMembership(actor, lessonId);
    if (part === 'instructor' || lesson.state !== 'live') return;
    const key = { lessonId, userId: actor.userId };
    await this.#follow(key, () => media.changeSpeaking(key, maySpeak(lesson, part)));
  }

  /** Puts a student out of the lesson until readmitted; a second time changes nothing. @throws {AppError} see `#getStudent` */
  async remove(actor: Actor, key: PersonKey): Promise<void> {
    const { media, now, log, onDecided } = this.#deps;
    await this.#assertMayDecide(actor, key);
    await LessonPersonRow.remove(key, now());
    onDecided?.(key);
    log.info({ ...key }, 'person removed');
    await this.#follow(key, () => media.removePerson(key));
  }

  async readmit(actor: Actor, key: PersonKey): Promise<void> {
    await this.#assertMayDecide(actor, key);
    await LessonPersonRow.readmit(key);
    this.#deps.onDecided?.(key);
    this.#deps.log.info({ ...key }, 'person readmitted');
  }

  /** @throws {AppError} `lesson.not_found`, `auth.forbidden`, `lesson.not_live`, `lesson.already_ended`, `lesson.cancelled`, `lesson.person_not_found` */
  async #assertMayDecide(actor: Actor, { lessonId, userId }: PersonKey): Promise<Membership> {
    const { directory } = this.#deps;
    const membership = await directory.getMembership(actor, lessonId);
    if (membership.part !== 'instructor') throw new AppError('auth.forbidden');
    const refusal = refusalToJoin(membership.lesson);
    if (refusal) throw new AppError(refusal);
    if (userId === actor.userId) throw new AppError('auth.forbidden');
    if (!(await this.#isKnown(membership, userId))) throw new AppError('lesson.person_not_found');
    return membership;
  }

  /** Also who gave up the seat meanwhile: they may still be inside. */
  async #isKnown({ lesson }: Membership, userId: UserId): Promise<boolean> {
    const { directory, media } = this.#deps;
    const people = await directory.listPeople(lesson.id);
    if (people.some((person) => person.userId === userId)) return true;
    return (await media.listInside(lesson.id)).includes(userId);
  }

  async #follow({ lessonId, userId }: PersonKey, act: () => Promise<void>): Promise<void> {
    const { checkLater, log } = this.#deps;
    await act().catch((error: unknown) => {
      log.warn({ err: error, lessonId, userId }, 'person left to the reconciler');
    });
    await checkLater(lessonId).catch((error: unknown) => {
      log.debug({ err: error, lessonId }, 'check left to the sweep');
    });
  }
}

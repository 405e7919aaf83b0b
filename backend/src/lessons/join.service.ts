import type { LessonId } from '@seodang/contracts/ids';
import type { JoinLesson, JoinTicket } from '@seodang/contracts/lessons';
import type { ConsentService } from '../consent/index.js';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import type { LessonDirectory, Membership } from './lesson-directory.js';
import type { LessonMedia, MediaConnection } from './lesson-media.js';
import type { LessonService } from './lesson.service.js';
import { toLessonView } from './lesson.view.js';
import { refusalToJoin } from './lessons.rules.js';
import { maySpeak } from './speaking.rules.js';

export interface JoinDeps {
  readonly directory: Pick<LessonDirectory, 'getMembership'>;
  readonly media: Pick<LessonMedia, 'createConnection' | 'removePerson'>;
  readonly consents: Pick<ConsentService, 'assertGiven'>;
  readonly lessons: Pick<LessonService, 'closeSession'>;
  readonly now: Now;
}

/** Grants and revocations that may fall into one join before it is left to the reconciler to put it right. */
const MOST_CHANGES = 3;

/** The door of a live lesson: who comes in, and with what rights. */
export class JoinService {
  readonly #deps: JoinDeps;

  constructor(deps: JoinDeps) {
    this.#deps = deps;
  }

  /**
   * Makes one connection for a member of a live lesson, which sends only if its person may speak.
   *
   * What an instructor does meanwhile is not missed: decisions are written before connections are looked at, and here
   * connections are made before decisions are read again, so that one of the two sees the other.
   *
   * @throws {AppError} `lesson.not_found`, `lesson.not_live`, `lesson.already_ended`, `lesson.cancelled`,
   * `lesson.removed`, `lesson.consent_missing`, `lesson.may_not_speak`, `media.unavailable`
   */
  async join(actor: Actor, lessonId: LessonId, wish: JoinLesson): Promise<JoinTicket> {
    const { directory, consents } = this.#deps;
    let membership = await directory.getMembership(actor, lessonId);
    assertMayEnter(membership, wish);
    await consents.assertGiven(actor.userId);
    for (let change = 0; ; change += 1) {
      const right = rightOf(membership);
      const connection = await this.#connect(actor, membership, wish);
      membership = await this.#lookAgain(actor, lessonId);
      await this.#assertStillMayEnter(actor, membership, wish);
      if (rightOf(membership) === right || change === MOST_CHANGES) {
        return this.#ticket(connection, wish, membership);
      }
    }
  }

  /** Whoever lost the seat meanwhile must not keep the connection that was just made. */
  async #lookAgain(actor: Actor, lessonId: LessonId): Promise<Membership> {
    const { directory, media } = this.#deps;
    try {
      return await directory.getMembership(actor, lessonId);
    } catch (error) {
      if (error instanceof AppError) await media.removePerson({ lessonId, userId: actor.userId });
      throw error;
    }
  }

  #connect(
    actor: Actor,
    { lesson, part }: Membership,
    { kind, renews }: JoinLesson,
  ): Promise<MediaConnection> {
    const user = { id: actor.userId, name: actor.name };
    const right = maySpeak(lesson, part);
    return this.#deps.media.createConnection({
      lessonId: lesson.id,
      user,
      part,
      kind,
      maySpeak: right,
      ...(kind === 'camera' && renews !== undefined ? { renews } : {}),
    });
  }

  /** The connection that was just made must not outlive a reason to refuse it. */
  async #assertStillMayEnter(actor: Actor, membership: Membership, wish: JoinLesson): Promise<void> {
    const { media, lessons } = this.#deps;
    const { id: lessonId, state, removedAt } = membership.lesson;
    if (state !== 'live') await lessons.closeSession(lessonId);
    else if (removedAt !== null) await media.removePerson({ lessonId, userId: actor.userId });
    assertMayEnter(membership, wish);
  }

  #ticket(connection: MediaConnection, { kind }: JoinLesson, { lesson, part }: Membership): JoinTicket {
    return { ...connection, kind, lesson: toLessonView(lesson, part, this.#deps.now()) };
  }
}

function rightOf({ lesson, part }: Membership): boolean {
  return maySpeak(lesson, part);
}

function assertMayEnter({ lesson, part }: Membership, { kind }: JoinLesson): void {
  const refusal = refusalToJoin(lesson);
  if (refusal) throw new AppError(refusal);
  if (lesson.removedAt !== null) throw new AppError('lesson.removed');
  if (kind === 'screen' && !maySpeak(lesson, part)) throw new AppError('lesson.may_not_speak');
}

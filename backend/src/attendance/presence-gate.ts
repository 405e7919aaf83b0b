import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { LessonCard, LessonDirectory } from '../lessons/index.js';
import type { ConnectionDirectory, ConnectionOwner } from '../media/index.js';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';

const MOST_OWNERS = 20_000;
const LESSON_FRESH_MS = 1_000;
/** A page beats every two seconds, and hears of the end a moment after it. */
const ON_ITS_WAY_MS = 5_000;

export interface PresenceGateDeps {
  readonly connections: Pick<ConnectionDirectory, 'findOwner'>;
  readonly directory: Pick<LessonDirectory, 'findLesson'>;
  readonly now: Now;
  readonly nowMs?: () => number;
}

type LessonEnd = Pick<LessonCard, 'state' | 'endedAt'>;

/**
 * Decides whether a beat counts. Whose a connection is never changes, so it is asked once; whether the lesson is live is
 * asked once a second for everybody in it.
 */
export class PresenceGate {
  readonly #deps: Required<PresenceGateDeps>;
  readonly #owners = new Map<string, ConnectionOwner>();
  readonly #lessons = new Map<LessonId, { lesson: Promise<LessonEnd | null>; askedAt: number }>();

  constructor(deps: PresenceGateDeps) {
    this.#deps = { nowMs: () => performance.now(), ...deps };
  }

  /**
   * @returns whose connection it is: the caller's own. Null when the lesson has ended this moment: the beat was on its way.
   * @throws {AppError} `lesson.not_found` for a connection that is not theirs in this lesson, `lesson.not_live`
   */
  async pass(userId: UserId, lessonId: LessonId, connectionId: string): Promise<ConnectionOwner | null> {
    const owner = await this.#findOwner(connectionId);
    if (owner?.userId !== userId || owner.lessonId !== lessonId) throw new AppError('lesson.not_found');
    const lesson = await this.#findLesson(lessonId);
    if (lesson?.state === 'live') return owner;
    if (this.#hasJustEnded(lesson)) return null;
    throw new AppError('lesson.not_live');
  }

  #hasJustEnded(lesson: LessonEnd | null): boolean {
    const endedAt = lesson?.endedAt ?? null;
    return endedAt !== null && this.#deps.now().getTime() - endedAt.getTime() < ON_ITS_WAY_MS;
  }

  async #findOwner(connectionId: string): Promise<ConnectionOwner | null> {
    const known = this.#owners.get(connectionId);
    if (known) return known;
    const owner = await this.#deps.connections.findOwner(connectionId);
    if (owner) remember(this.#owners, connectionId, owner);
    return owner;
  }

  async #findLesson(lessonId: LessonId): Promise<LessonEnd | null> {
    const { directory, nowMs } = this.#deps;
    const known = this.#lessons.get(lessonId);
    if (known && nowMs() - known.askedAt < LESSON_FRESH_MS) return known.lesson;
    const lesson = directory.findLesson(lessonId);
    remember(this.#lessons, lessonId, { lesson, askedAt: nowMs() });
    try {
      return await lesson;
    } catch (error) {
      this.#lessons.delete(lessonId);
      throw error;
    }
  }
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > MOST_OWNERS && !oldest.done) map.delete(oldest.value);
}

import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { LessonDirectory } from '../lessons/index.js';
import type { ConnectionDirectory, ConnectionOwner } from '../media/index.js';
import { AppError } from '../platform/errors.js';

const MOST_OWNERS = 20_000;
const LESSON_FRESH_MS = 1_000;

export interface PresenceGateDeps {
  readonly connections: Pick<ConnectionDirectory, 'findOwner'>;
  readonly directory: Pick<LessonDirectory, 'findLesson'>;
  readonly nowMs?: () => number;
}

/**
 * Decides whether a beat counts. Whose a connection is never changes, so it is asked once; whether the lesson is live is
 * asked once a second for everybody in it.
 */
export class PresenceGate {
  readonly #deps: Required<PresenceGateDeps>;
  readonly #owners = new Map<string, ConnectionOwner>();
  readonly #lessons = new Map<LessonId, { state: Promise<string | null>; askedAt: number }>();

  constructor(deps: PresenceGateDeps) {
    this.#deps = { nowMs: () => performance.now(), ...deps };
  }

  /**
   * @returns whose connection it is: the caller's own.
   * @throws {AppError} `lesson.not_found` for a connection that is not theirs in this lesson, `lesson.not_live`
   */
  async pass(userId: UserId, lessonId: LessonId, connectionId: string): Promise<ConnectionOwner> {
    const owner = await this.#findOwner(connectionId);
    if (owner?.userId !== userId || owner.lessonId !== lessonId) throw new AppError('lesson.not_found');
    if ((await this.#stateOf(lessonId)) !== 'live') throw new AppError('lesson.not_live');
    return owner;
  }

  async #findOwner(connectionId: string): Promise<ConnectionOwner | null> {
    const known = this.#owners.get(connectionId);
    if (known) return known;
    const owner = await this.#deps.connections.findOwner(connectionId);
    if (owner) remember(this.#owners, connectionId, owner);
    return owner;
  }

  async #stateOf(lessonId: LessonId): Promise<string | null> {
    const { directory, nowMs } = this.#deps;
    const known = this.#lessons.get(lessonId);
    if (known && nowMs() - known.askedAt < LESSON_FRESH_MS) return known.state;
    const state = directory.findLesson(lessonId).then((lesson) => lesson?.state ?? null);
    remember(this.#lessons, lessonId, { state, askedAt: nowMs() });
    try {
      return await state;
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

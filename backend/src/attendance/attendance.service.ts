import type { AttendanceView } from '@seodang/contracts/attendance';
import type { LessonId } from '@seodang/contracts/ids';
import type { PresenceBeat } from '@seodang/contracts/lessons';
import type { LessonDirectory } from '../lessons/index.js';
import type { ConnectionEvent } from '../media/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import type { Actor } from '../platform/http/actor.js';
import type { Log } from '@seodang/server-kit/log';
import { AttendanceSpan, type SpanOwner } from './attendance-span.model.js';
import { toFact } from './attendance.events.js';
import { toAttendanceView } from './attendance.view.js';
import type { Beats } from './beats.js';
import type { PresenceGate } from './presence-gate.js';
import { knowledgeOf, merge, NOTHING_KNOWN, type SpanFact, type SpanFacts } from './span.rules.js';

export interface AttendanceDeps {
  readonly directory: Pick<LessonDirectory, 'getMembership' | 'listPeople'>;
  readonly gate: Pick<PresenceGate, 'pass'>;
  readonly beats: Beats;
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

interface Learnt {
  readonly owner: SpanOwner;
  readonly fact: SpanFact;
}

const ENDINGS = new Set<ConnectionEvent['name']>(['left', 'gone', 'closing']);

/**
 * Who was in a lesson from when to when. Everything learnt about a connection is merged into its row under a lock; what
 * follows from it does not depend on order or repetition.
 *
 * @see docs/adr/0007-attendance-from-spans.md
 */
export class AttendanceService {
  readonly #deps: AttendanceDeps;

  constructor(deps: AttendanceDeps) {
    this.#deps = deps;
  }

  /** Takes in what happened at the media server, in the transaction that makes it known. */
  async hear(tx: Tx, events: readonly ConnectionEvent[]): Promise<void> {
    const learnt: Learnt[] = events.map((event) => ({ owner: ownerOf(event), fact: toFact(event) }));
    const ending = events.filter(({ name }) => ENDINGS.has(name)).map(ownerOf);
    await this.#learn(tx, [...learnt, ...(await this.#readBeats(ending))]);
  }

  /**
   * Takes in a sign of life of a page, or its goodbye, which counts at once and before the media server notices.
   * What reaches us a moment after the lesson's end is passed over.
   *
   * @throws {AppError} `lesson.not_found` for somebody else's connection, `lesson.not_live`
   */
  async beat(actor: Actor, lessonId: LessonId, { connectionId, leaving }: PresenceBeat): Promise<void> {
    const { gate, beats, now, inTransaction } = this.#deps;
    const owner = await gate.pass(actor.userId, lessonId, connectionId);
    if (!owner) return;
    const at = now();
    if (leaving) {
      const said: Learnt = { owner, fact: { name: 'goodbye', at: at.getTime() } };
      const beatsBefore = await this.#readBeats([owner]);
      await inTransaction((tx) => this.#learn(tx, [said, ...beatsBefore]));
      return;
    }
    try {
      await beats.note(connectionId, at);
    } catch {
      // Redis is away: a row in SQL costs more, but presence must not depend on a cache.
      await inTransaction((tx) => this.#learn(tx, [{ owner, fact: { name: 'beat', at: at.getTime() } }]));
    }
  }

  /** Copies the beats of a lesson from Redis into SQL, where a later ending finds them even if Redis is lost. */
  async storeBeats(lessonId: LessonId): Promise<void> {
    const learnt = await this.#readBeats(await AttendanceSpan.listUnsettled(lessonId));
    if (learnt.length > 0) await this.#deps.inTransaction((tx) => this.#learn(tx, learnt));
  }

  /**
   * The instructor sees everybody of the lesson, also those who never came; a student their own row.
   *
   * @throws {AppError} `lesson.not_found`
   */
  async view(actor: Actor, lessonId: LessonId): Promise<AttendanceView> {
    const { directory, now } = this.#deps;
    const { lesson, part } = await directory.getMembership(actor, lessonId);
    if (part === 'student') {
      const presence = await AttendanceSpan.listPresence(lessonId, actor.userId);
      const people = [{ userId: actor.userId, name: actor.name, part }];
      return toAttendanceView({ lesson, people, presence }, now());
    }
    const [people, presence] = await Promise.all([
      directory.listPeople(lessonId),
      AttendanceSpan.listPresence(lessonId),
    ]);
    return toAttendanceView({ lesson, people, presence }, now());
  }

  async #readBeats(owners: readonly SpanOwner[]): Promise<Learnt[]> {
    const { beats, log } = this.#deps;
    try {
      const lastBeats = await beats.read(owners.map(({ connectionId }) => connectionId));
      return owners.flatMap((owner) => {
        const at = lastBeats.get(owner.connectionId);
        return at === undefined ? [] : [{ owner, fact: { name: 'beat', at } }];
      });
    } catch (error) {
      log.debug({ err: error }, 'beats could not be read');
      return [];
    }
  }

  async #learn(tx: Tx, learnt: readonly Learnt[]): Promise<void> {
    if (learnt.length === 0) return;
    const news = new Map<string, { owner: SpanOwner; facts: SpanFacts }>();
    for (const { owner, fact } of learnt) {
      const before = news.get(owner.connectionId)?.facts ?? NOTHING_KNOWN;
      news.set(owner.connectionId, { owner, facts: merge(before, knowledgeOf(fact)) });
    }
    const owners = [...news.values()].map(({ owner }) => owner);
    const rows = await AttendanceSpan.lockAll(owners, tx);
    const known = rows.flatMap((row) => {
      const learntNow = news.get(row.connectionId);
      return learntNow ? [{ owner: ownerOf(row), facts: merge(row.facts, learntNow.facts) }] : [];
    });
    await AttendanceSpan.keep(known, tx);
  }
}

function ownerOf({ connectionId, lessonId, userId, kind }: SpanOwner): SpanOwner {
  return { connectionId, lessonId, userId, kind };
}

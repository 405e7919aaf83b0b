import type { LessonId } from '@seodang/contracts/ids';
import type { LessonDirectory } from '../lessons/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction } from '../platform/db/transaction.js';
import type { Log } from '@seodang/server-kit/log';
import type { ConnectionEvent, ConnectionListener } from './connection-event.js';
import { MediaConnection } from './media-connection.model.js';
import { verdictOn } from './entitlement.rules.js';
import { lessonIdOfSession, notAfter, readServerData, sessionIdOf } from './media.rules.js';
import type { MediaService } from './media.service.js';
import type { OpenViduAdapter } from './openvidu.adapter.js';
import type { SeenConnection } from './openvidu.shapes.js';

/** A lesson that nobody is in is ended this long after its planned end. */
const ABANDONED_AFTER_MS = 2 * 3_600_000;

export interface ReconcilerDeps {
  readonly openvidu: OpenViduAdapter;
  readonly media: Pick<MediaService, 'closeSession' | 'closeConnections'>;
  readonly directory: Pick<LessonDirectory, 'findLesson' | 'listDecisions' | 'listPeople'>;
  readonly inTransaction: InTransaction;
  readonly listener: ConnectionListener;
  /** Ends a lesson that its instructor forgot. */
  readonly endAbandoned: (lessonId: LessonId) => Promise<void>;
  readonly now: Now;
  readonly log: Log;
}

/** What a comparison put right. */
export interface Reconciled {
  readonly joined: number;
  readonly gone: number;
  readonly removed: number;
  readonly ended: boolean;
}

/**
 * Compares a lesson with what the media server really holds: webhooks are hints, REST is the truth.
 * A media server that does not answer changes nothing.
 *
 * @see docs/adr/0006-webhooks-are-hints.md
 */
export class MediaReconciler {
  readonly #deps: ReconcilerDeps;

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps;
  }

  /** @throws {MediaServerError} when the media server does not answer. */
  async reconcileLesson(lessonId: LessonId): Promise<Reconciled> {
    const { openvidu, now } = this.#deps;
    // Our rows are read first: what they show as joined cannot enter later, so its absence means that it left.
    const open = await MediaConnection.listOpen(lessonId);
    const askedAt = now();
    const session = await openvidu.findSession(sessionIdOf(lessonId));
    const answeredAt = now();
    const joined = await this.#noteSeen(lessonId, session ?? [], askedAt);
    const there = new Set(session?.map(({ id }) => id));
    const missing = open.filter(({ id, joinedAt }) => joinedAt !== null && !there.has(id));
    await this.#noteGone(missing, { by: answeredAt.getTime(), withSession: session === null });
    const removed =
      (await this.#removeClosed(lessonId, session ?? [])) +
      (await this.#removeUnentitled(lessonId, session ?? []));
    const isEmpty = !session?.some(({ activeAt }) => activeAt !== null);
    const ended = isEmpty && (await this.#endIfAbandoned(lessonId));
    return { joined, gone: missing.length, removed, ended };
  }

  /**
   * Closes sessions whose lesson is over.
   *
   * @param live Lessons known to be live a moment ago; the others are asked about one by one.
   * @returns how many were closed.
   * @throws {MediaServerError}
   */
  async closeOrphans(live: readonly LessonId[]): Promise<number> {
    const { openvidu, media, directory, log } = this.#deps;
    const isLive = new Set(live);
    let closed = 0;
    for (const sessionId of await openvidu.listSessionIds()) {
      const lessonId = lessonIdOfSession(sessionId);
      if (!lessonId || isLive.has(lessonId)) continue;
      const lesson = await directory.findLesson(lessonId);
      if (lesson?.state === 'live') continue;
      log.info({ lessonId }, 'closing the session of a lesson that is over');
      await media.closeSession(lessonId);
      closed += 1;
    }
    return closed;
  }

  async #noteSeen(lessonId: LessonId, session: readonly SeenConnection[], askedAt: Date): Promise<number> {
    const { inTransaction, listener } = this.#deps;
    const active = session.filter(({ activeAt }) => activeAt !== null);
    if (active.length === 0) return 0;
    return inTransaction(async (tx) => {
      for (const seen of active) {
        const data = readServerData(seen.serverData, lessonId);
        if (!data) continue;
        const owner = { connectionId: seen.id, lessonId, userId: data.userId, kind: data.kind };
        await MediaConnection.keep(owner, { at: seen.createdAt, mayPublish: seen.role !== 'SUBSCRIBER' }, tx);
      }
      const rows = await MediaConnection.listByIds(
        active.map(({ id }) => id),
        tx,
      );
      const joinedAt = new Map(active.map(({ id, activeAt }) => [id, activeAt]));
      const events: ConnectionEvent[] = [];
      let joined = 0;
      for (const { id, owner, joinedAt: knownSince } of rows) {
        const at = notAfter(askedAt, joinedAt.get(id)?.getTime() ?? askedAt.getTime());
        if (knownSince === null) {
          joined += 1;
          await MediaConnection.noteJoined(id, new Date(at), tx);
        }
        events.push({ ...owner, name: 'joined', at }, { ...owner, name: 'seen', at: askedAt.getTime() });
      }
      if (events.length > 0) await listener(tx, events);
      return joined;
    });
  }

  async #noteGone(
    missing: readonly MediaConnection[],
    gone: { by: number; withSession: boolean },
  ): Promise<void> {
    const { inTransaction, listener } = this.#deps;
    if (missing.length === 0) return;
    await inTransaction(async (tx) => {
      const ids = missing.map(({ id }) => id);
      await MediaConnection.noteEnded(ids, { at: new Date(gone.by), closing: null }, tx);
      await listener(
        tx,
        missing.map(({ owner }) => ({ ...owner, name: 'gone', ...gone })),
      );
    });
  }

  /** Asks again for what the backend had decided but the media server has not done. */
  async #removeClosed(lessonId: LessonId, session: readonly SeenConnection[]): Promise<number> {
    const rows = await MediaConnection.listByIds(session.map(({ id }) => id));
    const closed = rows.filter(({ closing }) => closing !== null);
    for (const { id } of closed) await this.#deps.openvidu.removeConnection(sessionIdOf(lessonId), id);
    return closed.length;
  }

  /**
   * Closes what sends without the right to, listens without need, or belongs to who was removed or has no seat any more: a page that does
   * not follow a decision by itself, or a decision that the media server did not hear of.
   */
  async #removeUnentitled(lessonId: LessonId, session: readonly SeenConnection[]): Promise<number> {
    const { directory, media, log } = this.#deps;
    const students = session.filter(({ role }) => role !== 'MODERATOR');
    const lesson = students.length > 0 ? await directory.findLesson(lessonId) : null;
    if (!lesson) return 0;
    const decisions = await directory.listDecisions(lessonId);
    const members = new Set((await directory.listPeople(lessonId)).map(({ userId }) => userId));
    const judge = (seen: SeenConnection) => {
      const userId = readServerData(seen.serverData, lessonId)?.userId;
      const decision = userId && decisions.get(userId);
      return verdictOn(seen.role, {
        speaking: lesson.speaking,
        isRecorded: Boolean(lesson.isRecorded),
        decision: decision ?? null,
        isMember: userId === undefined || members.has(userId),
        now: this.#deps.now(),
      });
    };
    let removed = 0;
    for (const reason of ['removed', 'speaking-changed'] as const) {
      const ids = students.filter((seen) => judge(seen) === reason).map(({ id }) => id);
      if (ids.length === 0) continue;
      log.info({ lessonId, ids, reason }, 'closing connections without the right to be what they are');
      await media.closeConnections(lessonId, ids, reason);
      removed += ids.length;
    }
    return removed;
  }

  async #endIfAbandoned(lessonId: LessonId): Promise<boolean> {
    const { directory, endAbandoned, now, log } = this.#deps;
    const lesson = await directory.findLesson(lessonId);
    if (lesson?.state !== 'live') return false;
    const plannedEnd = lesson.startsAt.getTime() + lesson.durationMin * 60_000;
    if (now().getTime() < plannedEnd + ABANDONED_AFTER_MS) return false;
    log.info({ lessonId }, 'ending a lesson that everybody left');
    await endAbandoned(lessonId);
    return true;
  }
}

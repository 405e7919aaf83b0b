import { ConnectionId, type LessonId } from '@seodang/contracts/ids';
import type { ServerData } from '@seodang/contracts/lessons';
import type {
  ConnectionWish,
  LessonDirectory,
  LessonMedia,
  MediaConnection as Ticket,
} from '../lessons/index.js';
import type { Now } from '../platform/clock.js';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import { AppError } from '../platform/errors.js';
import type { Log } from '../platform/log.js';
import { CircuitOpen } from './circuit.js';
import type { ClosingReason, ConnectionListener, ConnectionOwner } from './connection-event.js';
import { MediaConnection } from './media-connection.model.js';
import { sessionIdOf } from './media.rules.js';
import { MediaServerError, type NewConnection, type OpenViduAdapter } from './openvidu.adapter.js';

const RETRY_AFTER_SEC = 2;

export interface MediaDeps {
  readonly openvidu: OpenViduAdapter;
  readonly directory: Pick<LessonDirectory, 'findLesson'>;
  readonly inTransaction: InTransaction;
  readonly listener: ConnectionListener;
  readonly now: Now;
  readonly log: Log;
}

/**
 * Sessions and connections at the media server. What the backend decides is written before the server is asked to do it,
 * so that the reconciler can finish what a crash or a silent server left undone.
 */
export class MediaService implements LessonMedia {
  readonly #deps: MediaDeps;

  constructor(deps: MediaDeps) {
    this.#deps = deps;
  }

  /** Makes sure that the lesson has a session. @throws {AppError} `media.unavailable` */
  async openSession(lessonId: LessonId): Promise<void> {
    await orUnavailable(this.#deps.openvidu.openSession(sessionIdOf(lessonId)));
  }

  /**
   * Makes a connection whose `serverData` carries the person, and the session too when the media server has lost it.
   * An older connection of the same person and kind is ended first: the last of a session takes unused tokens with it.
   *
   * @throws {AppError} `media.unavailable`
   */
  async createConnection(wish: ConnectionWish): Promise<Ticket> {
    const owner = { lessonId: wish.lessonId, userId: wish.user.id, kind: wish.kind };
    await this.#endOthers(owner, (tx) => MediaConnection.lockOthers(owner, tx));
    const role = wish.part === 'instructor' ? 'MODERATOR' : 'PUBLISHER';
    const made = await orUnavailable(this.#makeConnection(wish, role));
    await this.#endOthers(owner, async (tx) => {
      await MediaConnection.keep({ ...owner, connectionId: made.id }, made.createdAt, tx);
      return MediaConnection.lockOthers(owner, tx, made.id);
    }).catch(async (error: unknown) => {
      await this.#remove(wish.lessonId, [made.id]);
      throw error;
    });
    return { connectionId: ConnectionId.parse(made.id), token: made.token, role };
  }

  /** Ends the session and everybody's connection; a session that is already gone is no error. @throws {AppError} `media.unavailable` */
  async closeSession(lessonId: LessonId): Promise<void> {
    const { directory, openvidu, now } = this.#deps;
    const lesson = await directory.findLesson(lessonId);
    const at = lesson?.endedAt ?? now();
    await this.#close('lesson-ended', at, (tx) => MediaConnection.listOpen(lessonId, tx));
    await orUnavailable(openvidu.closeSession(sessionIdOf(lessonId)));
  }

  /** Throws one connection out. @throws {AppError} `media.unavailable` */
  async removeConnection(connectionId: string): Promise<void> {
    const { openvidu, now } = this.#deps;
    const [closed] = await this.#close('removed', now(), (tx) =>
      MediaConnection.listByIds([connectionId], tx),
    );
    if (!closed) return;
    await orUnavailable(openvidu.removeConnection(sessionIdOf(closed.lessonId), connectionId));
  }

  async #endOthers(
    owner: Omit<ConnectionOwner, 'connectionId'>,
    lock: (tx: Tx) => Promise<MediaConnection[]>,
  ): Promise<void> {
    const replaced = await this.#close('moved-to-another-device', this.#deps.now(), lock);
    await this.#remove(
      owner.lessonId,
      replaced.map(({ id }) => id),
    );
  }

  /** Writes down why connections end, and tells whoever keeps attendance, in one transaction. */
  async #close(
    reason: ClosingReason,
    at: Date,
    select: (tx: Tx) => Promise<MediaConnection[]>,
  ): Promise<MediaConnection[]> {
    const { inTransaction, listener } = this.#deps;
    return inTransaction(async (tx) => {
      const connections = await select(tx);
      if (connections.length === 0) return [];
      const ids = connections.map(({ id }) => id);
      await MediaConnection.noteEnded(ids, { at, closing: reason }, tx);
      await listener(
        tx,
        connections.map(({ owner }) => ({ ...owner, name: 'closing', at: at.getTime(), reason })),
      );
      return connections;
    });
  }

  /** What the server does not do now, the reconciler asks of it again. */
  async #remove(lessonId: LessonId, ids: readonly string[]): Promise<void> {
    const { openvidu, log } = this.#deps;
    await Promise.all(
      ids.map((id) =>
        openvidu.removeConnection(sessionIdOf(lessonId), id).catch((error: unknown) => {
          log.warn({ err: error, lessonId, connectionId: id }, 'connection left to the reconciler');
        }),
      ),
    );
  }

  async #makeConnection(wish: ConnectionWish, role: Ticket['role']): Promise<NewConnection> {
    const { openvidu } = this.#deps;
    const { lessonId, user, part, kind } = wish;
    const data: ServerData = { userId: user.id, lessonId, name: user.name, part, kind };
    const sessionId = sessionIdOf(lessonId);
    const make = () => openvidu.createConnection(sessionId, { role, serverData: JSON.stringify(data) });
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof MediaServerError) || error.status !== 404) throw error;
      await openvidu.openSession(sessionId);
      return make();
    }
  }
}

async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof MediaServerError || error instanceof CircuitOpen)) throw error;
    throw new AppError('media.unavailable', { retryAfterSec: RETRY_AFTER_SEC }, { cause: error });
  }
}

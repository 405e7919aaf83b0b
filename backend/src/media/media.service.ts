import { ConnectionId, type LessonId, type UserId } from '@seodang/contracts/ids';
import { CLOSING_SIGNAL, SPEAKING_SIGNAL, type ServerData } from '@seodang/contracts/lessons';
import type {
  ConnectionWish,
  LessonDirectory,
  LessonMedia,
  MediaConnection as Ticket,
  PersonKey,
} from '../lessons/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Log } from '@seodang/server-kit/log';
import { CircuitOpen } from './circuit.js';
import type { ClosingReason, ConnectionListener } from './connection-event.js';
import { MediaConnection } from './media-connection.model.js';
import { isRoleRight, sessionIdOf } from './media.rules.js';
import { MediaServerError } from './media-server-error.js';
import type { NewConnection, OpenViduAdapter } from './openvidu.adapter.js';

const RETRY_AFTER_SEC = 2;

/** Closings of single connections; the end of a lesson needs no word of its own. */
type ToldReason = Exclude<ClosingReason, 'lesson-ended'>;

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
   * One whose right to speak is being changed may live until the new one does.
   *
   * @throws {AppError} `media.unavailable`
   */
  async createConnection(wish: ConnectionWish): Promise<Ticket> {
    const { lessonId, kind, maySpeak: mayPublish } = wish;
    const owner = { lessonId, userId: wish.user.id, kind };
    const lockOthers = async (tx: Tx, but?: string) => {
      const others = await MediaConnection.lockOthers(owner, tx, but);
      return others.filter((other) => !isRenewed(other, wish));
    };
    await this.#endOthers(lessonId, lockOthers);
    const role = roleOf(wish);
    const made = await orUnavailable(this.#makeConnection(wish, role));
    await this.#endOthers(lessonId, async (tx) => {
      const connectionId = made.id;
      await MediaConnection.keep({ ...owner, connectionId }, { at: made.createdAt, mayPublish }, tx);
      return lockOthers(tx, connectionId);
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

  /**
   * Lets a person's connections follow a change of the right to speak. A camera in use is told, so that its page can come
   * back with the other role; a shared screen without the right, and a camera that was not entered yet, are closed.
   *
   * @throws {AppError} `media.unavailable`
   */
  async changeSpeaking(person: PersonKey, maySpeak: boolean): Promise<void> {
    const { openvidu } = this.#deps;
    const sessionId = sessionIdOf(person.lessonId);
    const session = (await orUnavailable(openvidu.findSession(sessionId))) ?? [];
    const open = await MediaConnection.listOpenOf(person);
    const kinds = new Map(open.map(({ id, kind }) => [id, kind]));
    const wrong = session.filter(({ id, role }) => kinds.has(id) && !isRoleRight(role, maySpeak));
    const [told, closed] = partition(
      wrong,
      ({ id, activeAt }) => activeAt !== null && kinds.get(id) === 'camera',
    );
    if (told.length > 0) {
      const message = { type: SPEAKING_SIGNAL, data: { maySpeak } };
      await orUnavailable(openvidu.signal(sessionId, told.map(idOf), message));
    }
    await this.closeConnections(person.lessonId, closed.map(idOf), 'speaking-changed');
  }

  /** Closes all connections of a person. What the media server does not do now, the reconciler asks of it again. */
  async removePerson(person: PersonKey): Promise<void> {
    await this.#retire(person.lessonId, 'removed', (tx) => MediaConnection.listOpenOf(person, tx));
  }

  /** Closes connections and says why. What the media server does not do now, the reconciler asks of it again. */
  async closeConnections(lessonId: LessonId, ids: readonly string[], reason: ToldReason): Promise<void> {
    if (ids.length > 0) await this.#retire(lessonId, reason, (tx) => MediaConnection.listByIds(ids, tx));
  }

  /** Who has a camera connection in use, by all that is known. */
  listInside(lessonId: LessonId): Promise<UserId[]> {
    return MediaConnection.listInside(lessonId);
  }

  #endOthers(lessonId: LessonId, lock: (tx: Tx) => Promise<MediaConnection[]>): Promise<void> {
    return this.#retire(lessonId, 'moved-to-another-device', lock);
  }

  /** OpenVidu gives every closing by the server the same reason, so the page is told the true one just before. */
  async #retire(
    lessonId: LessonId,
    reason: ToldReason,
    select: (tx: Tx) => Promise<MediaConnection[]>,
  ): Promise<void> {
    const { openvidu, now, log } = this.#deps;
    const closed = (await this.#close(reason, now(), select)).map(idOf);
    const message = { type: CLOSING_SIGNAL, data: { reason } };
    await Promise.all(
      closed.map((id) =>
        openvidu.signal(sessionIdOf(lessonId), [id], message).catch((error: unknown) => {
          log.debug({ err: error, lessonId, connectionId: id }, 'reason of a closing could not be told');
        }),
      ),
    );
    await this.#remove(lessonId, closed);
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

function idOf({ id }: { readonly id: string }): string {
  return id;
}

function roleOf({ part, maySpeak }: ConnectionWish): Ticket['role'] {
  if (part === 'instructor') return 'MODERATOR';
  return maySpeak ? 'PUBLISHER' : 'SUBSCRIBER';
}

/** One's own connection with the other right, which lives until the new one is in. */
function isRenewed({ id, mayPublish }: MediaConnection, { renews, maySpeak }: ConnectionWish): boolean {
  return id === renews && mayPublish === !maySpeak;
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof MediaServerError || error instanceof CircuitOpen)) throw error;
    throw new AppError('media.unavailable', { retryAfterSec: RETRY_AFTER_SEC }, { cause: error });
  }
}

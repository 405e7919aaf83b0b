import type { Connection, Visitor } from './connection.js';
import type { EndReason } from './end-reason.js';
import { sessionEndReason } from './end-reason.js';
import type { MediaPort, RoomSpec } from './media-port.js';
import type { SessionPorts } from './ports.js';
import type { Registry } from './registry.js';
import { mayModerate } from './role.rules.js';
import type { Session } from './session.js';
import { SessionError } from './session-error.js';

export interface MembershipDeps {
  readonly registry: Registry;
  readonly media: MediaPort;
  readonly ports: SessionPorts;
  readonly toRoom: (session: Session) => RoomSpec;
}

export interface JoinRequest {
  readonly sessionId: string;
  readonly token: string;
  readonly visitor: Visitor;
}

/** What a client finds on joining. */
export interface Arrival {
  readonly session: Session;
  readonly connection: Connection;
  readonly others: readonly Connection[];
}

const nothing = () => undefined;

/** Joins, leaves, evictions and the closing of sessions. */
export class Membership {
  readonly #deps: MembershipDeps;
  /** Rooms being closed. A session that reuses the id opens its room afterwards. */
  readonly #closingRooms = new Map<string, Promise<void>>();

  constructor(deps: MembershipDeps) {
    this.#deps = deps;
  }

  /**
   * Lets a client in by its token.
   *
   * @param respond Called after the others were told, before anything else happens in the session.
   * @throws {SessionError} `session-unknown`, `session-closed`, `token-invalid`, `room-unavailable`
   */
  async join(request: JoinRequest, respond: (arrival: Arrival) => void): Promise<void> {
    const session = this.#deps.registry.get(request.sessionId);
    session.assertOpen();
    await session.turn.run(async () => {
      session.assertOpen();
      if (session.findInvited(request.token)) await this.#openRoom(session);
      session.assertOpen();
      const others = session.activeConnections;
      const connection = session.admit(request.token, request.visitor);
      respond({ session, connection, others });
    });
  }

  /** The client goes by itself. `respond` is called after the others were told. */
  async leave(connection: Connection, respond: () => void): Promise<void> {
    await this.#takeOut(connection, 'disconnect', respond);
    this.#deps.ports.audience.dismiss(connection);
  }

  /**
   * Puts a client out: the others hear that it left, then `respond` is called, then everybody who was there hears
   * of the eviction. Putting out who is gone already is no error.
   */
  async evict(connection: Connection, reason: EndReason, respond: () => void = nothing): Promise<void> {
    await this.#takeOut(connection, reason, respond);
  }

  /** A moderator puts somebody out. @throws {SessionError} `role-forbids`, `connection-unknown` */
  async evictBy(moderator: Connection, connectionId: string, respond: () => void): Promise<void> {
    if (!mayModerate(moderator.role))
      throw new SessionError(
        'role-forbids',
        'Unable to force disconnection. The user does not have a valid token',
      );
    const session = this.#deps.registry.get(moderator.sessionId);
    const connection = session.findActive(connectionId);
    if (!connection) throw new SessionError('connection-unknown', `Connection "${connectionId}" not found.`);
    await this.evict(connection, 'forceDisconnectByUser', respond);
  }

  /** Puts everybody out and ends the session. */
  async close(session: Session, reason: EndReason): Promise<void> {
    session.isClosing = true;
    await session.turn.run(() => {
      if (this.#deps.registry.find(session.id) !== session) return;
      for (const connection of session.activeConnections) this.#remove(session, connection, reason, nothing);
      this.#end(session, reason);
    });
  }

  /**
   * Forgets the sessions that nobody joined within `ageMs` of their making. As in OpenVidu this emits nothing.
   *
   * @returns The ids of those that went.
   */
  async collectGarbage(ageMs: number): Promise<string[]> {
    const collected: string[] = [];
    const collect = (session: Session) => {
      const isRecorded = this.#deps.ports.recording.isRecorded(session.id);
      if (session.isActive || session.isClosing || isRecorded) return;
      session.isClosing = true;
      this.#forget(session);
      collected.push(session.id);
    };
    const stale = this.#deps.registry.listStale(ageMs);
    await Promise.all(
      stale.map((session) =>
        session.turn.run(() => {
          collect(session);
        }),
      ),
    );
    return collected;
  }

  /** Closes every session of the node. */
  async closeAll(reason: EndReason): Promise<void> {
    await Promise.all(this.#deps.registry.list().map((session) => this.close(session, reason)));
  }

  async #takeOut(connection: Connection, reason: EndReason, respond: () => void): Promise<void> {
    const session = this.#deps.registry.find(connection.sessionId);
    if (!session) {
      respond();
      return;
    }
    await session.turn.run(() => {
      if (!session.isMember(connection)) {
        respond();
        return;
      }
      this.#remove(session, connection, reason, respond);
      if (!session.isActive && !this.#deps.ports.recording.deserted(session.id, reason))
        this.#end(session, sessionEndReason(reason));
    });
  }

  #remove(session: Session, connection: Connection, reason: EndReason, respond: () => void): void {
    const { audience } = this.#deps.ports;
    const everybody = session.activeConnections;
    session.remove(connection, reason);
    respond();
    if (reason !== 'disconnect') {
      audience.tell(everybody, { name: 'evicted', connectionId: connection.id, reason });
      audience.dismiss(connection);
    }
    this.#inBackground('release', this.#deps.media.releaseConnection(connection), connection);
  }

  #end(session: Session, reason: EndReason): void {
    this.#deps.ports.recording.ending(session.id, reason);
    session.end(reason);
    this.#forget(session);
  }

  #forget(session: Session): void {
    this.#deps.registry.forget(session);
    if (!session.isRoomOpen) return;
    const closing = this.#deps.media.closeRoom(session.id);
    const settled = closing.then(nothing, nothing).then(() => {
      if (this.#closingRooms.get(session.id) === settled) this.#closingRooms.delete(session.id);
    });
    this.#closingRooms.set(session.id, settled);
    this.#inBackground('close-room', closing, { sessionId: session.id });
  }

  async #openRoom(session: Session): Promise<void> {
    if (session.isRoomOpen) return;
    await this.#closingRooms.get(session.id);
    try {
      await this.#deps.media.openRoom(this.#deps.toRoom(session));
    } catch (cause) {
      throw new SessionError('room-unavailable', 'The media engine is not available.', { cause });
    }
    session.isRoomOpen = true;
  }

  #inBackground(what: string, work: Promise<void>, { sessionId }: { readonly sessionId: string }): void {
    work.catch((error: unknown) => {
      this.#deps.ports.faults.report(what, error, { sessionId });
    });
  }
}

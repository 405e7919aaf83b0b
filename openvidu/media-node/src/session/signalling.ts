import type { Connection } from './connection.js';
import type { Registry } from './registry.js';
import type { Session } from './session.js';
import { SessionError } from './session-error.js';

export interface SignalRequest {
  /** Connection ids; empty means everybody. */
  readonly to: readonly string[];
  readonly type?: string | undefined;
  readonly data?: string | undefined;
}

const CLIENT_PREFIX = 'signal:';

/** Messages that a session passes on without looking into them. */
export class Signalling {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** A client's signal; everybody includes the sender. @throws {SessionError} `target-unknown` */
  sendFrom(connection: Connection, request: SignalRequest): void {
    const session = this.#registry.get(connection.sessionId);
    const type = request.type?.startsWith(CLIENT_PREFIX)
      ? request.type.slice(CLIENT_PREFIX.length)
      : request.type;
    this.#send(session, request, { from: connection.id, bookedType: type });
  }

  /** A signal of the server; its type goes out as it is. @throws {SessionError} `session-empty`, `target-unknown` */
  sendFromServer(session: Session, request: SignalRequest): void {
    if (!session.isActive) throw new SessionError('session-empty', `Nobody is in session "${session.id}".`);
    this.#send(session, request, { from: null, bookedType: request.type });
  }

  #send(
    session: Session,
    { to, type, data }: SignalRequest,
    { from, bookedType }: { from: string | null; bookedType: string | undefined },
  ): void {
    const unknown = to.find((id) => !session.findActive(id));
    if (unknown !== undefined)
      throw new SessionError('target-unknown', `Signal target "${unknown.slice(0, 100)}" not found.`);
    const recipients = to.length > 0 ? [...new Set(to)] : session.activeConnections.map(({ id }) => id);
    session.signal(
      { from, to: recipients, type: bookedType ?? null, data: data ?? null },
      { name: 'signal', from, ...(type !== undefined && { type }), ...(data !== undefined && { data }) },
    );
  }
}

import type { SessionPorts } from './ports.js';
import { Session, type SessionOptions } from './session.js';
import { SessionError } from './session-error.js';

/** The sessions of this node, by id. */
export class Registry {
  readonly #ports: SessionPorts;
  readonly #sessions = new Map<string, Session>();

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  /**
   * Opens a session. An id that is just being closed is free again when the close is through.
   *
   * @throws {SessionError} `session-exists`
   */
  async create(options: SessionOptions): Promise<Session> {
    const id = options.customSessionId || this.#ports.ids.session();
    const former = this.#sessions.get(id);
    if (former?.isClosing) await former.turn.run(() => undefined);
    if (this.#sessions.has(id)) throw new SessionError('session-exists', `Session "${id}" exists.`);
    const session = new Session(id, options, this.#ports);
    this.#sessions.set(id, session);
    return session;
  }

  find(sessionId: string): Session | null {
    return this.#sessions.get(sessionId) ?? null;
  }

  /** @throws {SessionError} `session-unknown` */
  get(sessionId: string): Session {
    const session = this.find(sessionId);
    if (!session) throw new SessionError('session-unknown', `Session "${sessionId}" not found.`);
    return session;
  }

  list(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  forget(session: Session): void {
    if (this.#sessions.get(session.id) === session) this.#sessions.delete(session.id);
  }

  /** Sessions that nobody is in and that are older than `ageMs`. */
  listStale(ageMs: number): readonly Session[] {
    const bornBefore = this.#ports.clock.now() - ageMs;
    return this.list().filter(({ isActive, createdAtMs }) => !isActive && createdAtMs < bornBefore);
  }
}

import type { Connection } from '../session/connection.js';
import type { Notice } from '../session/notice.js';
import type { Audience } from '../session/ports.js';
import type { CommitGate } from './commit-gate.js';
import type { RpcSession } from './rpc-session.js';
import { encodeNotice } from './wire.js';

/** The joined clients: whom notices go to, and who may come back on another socket. */
export class Clients implements Audience {
  readonly #gate: CommitGate;
  readonly #byConnection = new Map<Connection, RpcSession>();
  readonly #byRpcId = new Map<string, RpcSession>();

  constructor(gate: CommitGate) {
    this.#gate = gate;
  }

  get count(): number {
    return this.#byConnection.size;
  }

  bind(connection: Connection, client: RpcSession): void {
    client.connection = connection;
    this.#byConnection.set(connection, client);
    this.#byRpcId.set(client.id, client);
  }

  findByRpcId(id: string): RpcSession | null {
    return this.#byRpcId.get(id) ?? null;
  }

  tell(recipients: Iterable<Connection>, notice: Notice): void {
    const clients = [...recipients]
      .map((connection) => this.#byConnection.get(connection))
      .filter((client) => client !== undefined);
    if (clients.length === 0) return;
    const frame = encodeNotice(notice);
    // An offer is stale by the time a client comes back, and it asks for a new one by itself.
    const isKept = notice.name !== 'resubscribe';
    const kept = { frame, announces: notice.name === 'published' ? notice.stream : null };
    this.#gate.pass(() => {
      for (const client of clients)
        if (isKept) client.notify(kept);
        else client.notifyNow(frame);
    });
  }

  /** Runs `action` when all that was said until now is on its way. */
  afterwards(action: () => void): void {
    this.#gate.pass(action);
  }

  dismiss(connection: Connection): void {
    const client = this.#byConnection.get(connection);
    if (!client) return;
    this.#byConnection.delete(connection);
    this.#byRpcId.delete(client.id);
    client.dismiss();
  }
}

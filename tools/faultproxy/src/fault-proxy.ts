import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Pump, type Weather } from './pump.js';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * What is wrong with the link.
 *
 * - `none`: it carries everything.
 * - `cut`: connections are closed, and new ones are closed at once.
 * - `blackhole`: nothing arrives and nobody is told, as behind a pulled cable; what was sent arrives when it is over.
 * - `latency`: every byte takes `ms` longer, each way.
 * - `reset`: connections end with a reset (RST), and so do new ones.
 */
export type Fault =
  | { readonly kind: 'none' | 'cut' | 'blackhole' | 'reset' }
  | { readonly kind: 'latency'; readonly ms: number };

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly pumps: readonly Pump[];
}

/** Stands between a client and a server on this machine and does to their TCP link what tests tell it to. */
export class FaultProxy {
  readonly #target: Place;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #fault: Fault = { kind: 'none' };

  private constructor(target: Place) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      this.#accept(client);
    });
  }

  /** @param port 0 takes any free one. */
  static async listen(target: Place, { port = 0 } = {}): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(port, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that stand now. */
  get connections(): number {
    return this.#links.size;
  }

  /** From now on, for what stands and for what comes. */
  become(fault: Fault): void {
    this.#fault = fault;
    for (const link of this.#links) {
      if (fault.kind === 'cut' || fault.kind === 'reset') end(link, fault.kind);
      else for (const pump of link.pumps) pump.wake();
    }
  }

  async close(): Promise<void> {
    for (const link of this.#links) end(link, 'cut');
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    if (this.#fault.kind === 'cut' || this.#fault.kind === 'reset') {
      client.on('error', () => undefined);
      if (this.#fault.kind === 'reset') client.resetAndDestroy();
      else client.destroy();
      return;
    }
    const server = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    const weather = (): Weather => ({
      flows: this.#fault.kind !== 'blackhole',
      delayMs: this.#fault.kind === 'latency' ? this.#fault.ms : 0,
    });
    const link = {
      client,
      server,
      pumps: [new Pump(client, server, weather), new Pump(server, client, weather)],
    };
    this.#links.add(link);
    for (const socket of [client, server]) {
      // The other side is told as this one was: a reset stays a reset.
      socket.on('error', () => {
        end(link, 'reset');
      });
      socket.on('close', () => {
        if (client.destroyed && server.destroyed) this.#links.delete(link);
      });
    }
  }
}

function end({ client, server, pumps }: Link, how: 'cut' | 'reset'): void {
  for (const pump of pumps) pump.stop();
  for (const socket of [client, server]) {
    if (socket.destroyed) continue;
    if (how === 'reset' && !socket.connecting) socket.resetAndDestroy();
    else socket.destroy();
  }
}

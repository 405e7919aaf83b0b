import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '@seodang/server-kit/log';
import { Registry } from 'prom-client';
import { Broker } from '../../broker/broker.js';
import { StompMetrics } from '../../broker/metrics.js';
import type { StompLimits } from '../limits.js';
import { StompServer } from '../stomp-server.js';
import { Echo } from './echo.js';

export const ORIGIN = 'http://localhost:8080';

/** A STOMP server on real sockets, with the smallest chat behind it. */
export class ServerUnderTest {
  readonly registry = new Registry();
  readonly logged: string[] = [];
  readonly broker: Broker;
  readonly echo: Echo;
  readonly stomp: StompServer;
  readonly #http: Server = createServer({ headersTimeout: 2000, connectionsCheckingInterval: 100 });

  private constructor(limits: Partial<StompLimits>) {
    const metrics = new StompMetrics(this.registry);
    const log = createLog({ level: 'trace', service: 'test' }, { write: (line) => this.logged.push(line) });
    this.broker = new Broker(metrics);
    this.echo = new Echo(this.broker);
    const { broker, echo: application } = this;
    this.stomp = new StompServer({ application, broker, origin: ORIGIN, log, metrics, limits });
    this.stomp.attachTo(this.#http);
  }

  static async start(limits: Partial<StompLimits> = {}): Promise<ServerUnderTest> {
    const server = new ServerUnderTest({ sweepMs: 20, lingerMs: 200, ...limits });
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/chat`;
  }

  /** Also over plain TCP. @returns the port */
  listenTcp(): Promise<number> {
    return this.stomp.listenTcp({ host: '127.0.0.1', port: 0 });
  }

  /** What a counter or gauge stands at, over all its labels or those that are given. */
  async figure(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const { values = [] } = (await this.registry.getSingleMetric(name)?.get()) ?? {};
    return values
      .filter((value) => Object.entries(labels).every(([label, is]) => value.labels[label] === is))
      .reduce((sum, { value }) => sum + value, 0);
  }

  async stop(): Promise<void> {
    await this.stomp.drain({ withinMs: 500 });
    this.#http.closeAllConnections();
    this.#http.close();
  }
}

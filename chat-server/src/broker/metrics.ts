import { Counter, Gauge, type Registry } from 'prom-client';
import type { ClientCommand } from '../stomp/frame.js';
import { Tally } from './tally.js';

/** Why a connection ended; `client`: it closed by itself. */
export type CloseCause =
  | 'client'
  | 'no_connect'
  | 'silent'
  | 'slow'
  | 'stomp.malformed'
  | 'stomp.destination_unknown'
  | 'stomp.too_much'
  | 'refused'
  | 'failed'
  | 'restart';

/** Figures of the STOMP server of one replica for Prometheus. */
export class StompMetrics {
  readonly framesReceived: Tally<ClientCommand>;
  readonly published: Tally;
  readonly delivered: Tally;
  readonly refused: Counter<'code'>;
  readonly closed: Counter<'cause'>;
  readonly turnedAway: Counter<'reason'>;
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.framesReceived = new Tally(registry, {
      name: 'chat_stomp_frames_received_total',
      help: 'Frames that clients sent',
      label: 'command',
    });
    this.published = new Tally(registry, {
      name: 'chat_stomp_messages_published_total',
      help: 'Messages that had at least one reader at this replica',
    });
    this.delivered = new Tally(registry, {
      name: 'chat_stomp_messages_delivered_total',
      help: 'Messages written to readers, one for each reader',
    });
    this.refused = new Counter({
      name: 'chat_stomp_refused_total',
      help: 'Frames that were refused while the connection went on',
      labelNames: ['code'],
      registers: [registry],
    });
    this.closed = new Counter({
      name: 'chat_stomp_connections_closed_total',
      help: 'Connections that ended, by cause',
      labelNames: ['cause'],
      registers: [registry],
    });
    this.turnedAway = new Counter({
      name: 'chat_stomp_upgrades_refused_total',
      help: 'WebSocket upgrades that were refused',
      labelNames: ['reason'],
      registers: [registry],
    });
  }

  /** Reads a figure when it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `chat_stomp_${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }
}

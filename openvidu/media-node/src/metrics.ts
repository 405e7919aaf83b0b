import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry as PromRegistry } from 'prom-client';

const SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/** Figures of one node for Prometheus. */
export class Metrics {
  readonly registry = new PromRegistry();
  readonly rpcSeconds = new Histogram({
    name: 'media_node_rpc_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'outcome'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly socketsClosed = new Counter({
    name: 'media_node_sockets_cut_total',
    help: 'Sockets that the node closed by itself',
    labelNames: ['cause'],
    registers: [this.registry],
  });
  readonly webhookDeliveries = new Counter({
    name: 'media_node_webhook_attempts_total',
    help: 'Attempts to deliver a webhook',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly journalSeconds = new Histogram({
    name: 'media_node_journal_sync_seconds',
    help: 'Time to bring one group of events to the disk',
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({
      register: this.registry,
      prefix: 'media_node_',
      // The default of 10 ms wakes an idle node a hundred times a second: 4 ms of CPU each second, more than pings.
      eventLoopMonitoringPrecision: 100,
    });
  }

  /** Reads a figure when it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `media_node_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}

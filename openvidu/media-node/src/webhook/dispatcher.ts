import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Drain } from '../drain.js';
import type { Metrics } from '../metrics.js';
import type { Clock } from '../session/ports.js';
import { backoffMs } from './backoff.rules.js';
import type { Outbox, PendingEvent } from './outbox.js';

const ATTEMPT_TIMEOUT_MS = 10_000;
const MAX_AGE_MS = 24 * 3600 * 1000;

export interface WebhookTarget {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface WebhookDispatcherDeps {
  readonly outbox: Outbox;
  readonly target: WebhookTarget;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Delivers the events of the outbox one after the other, each until it is answered with 200 or a day old. */
export class WebhookDispatcher {
  readonly #deps: WebhookDispatcherDeps;
  readonly #headers: Headers;
  readonly #drain = new Drain();
  readonly #stopping = new AbortController();
  #wake: () => void = () => undefined;
  #failures = 0;
  #running: Promise<void> | null = null;

  constructor(deps: WebhookDispatcherDeps) {
    this.#deps = deps;
    this.#headers = new Headers({ 'Content-Type': 'application/json' });
    for (const [name, value] of deps.target.headers) this.#headers.set(name, value);
    deps.outbox.journal.onSync(() => {
      this.#wake();
    });
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Gives what waits another `withinMs` to be delivered; the rest stays on disk for the next start. */
  async stop(withinMs: number): Promise<void> {
    if (this.#running && this.#deps.outbox.size > 0) await this.#drain.within(withinMs);
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { outbox } = this.#deps;
    while (!this.#stopping.signal.aborted) {
      const event = outbox.head;
      if (!event) await this.#sleep();
      else if (this.#isTooOld(event) || (await this.#deliver(event))) this.#settle(event);
      else await this.#sleep(backoffMs(this.#failures, Math.random()));
    }
  }

  #settle(event: PendingEvent): void {
    const { outbox } = this.#deps;
    outbox.settle(event);
    if (outbox.size === 0) this.#drain.tellEmpty();
  }

  async #deliver({ payload, sequence }: PendingEvent): Promise<boolean> {
    const outcome = await this.#post(JSON.stringify(payload));
    this.#deps.metrics.webhookDeliveries.inc({ outcome });
    if (outcome === '200') {
      this.#failures = 0;
      return true;
    }
    this.#failures += 1;
    if (this.#failures === 1 || this.#failures % 10 === 0)
      this.#deps.log.warn(
        {
          outcome,
          sequence,
          event: payload.event,
          failures: this.#failures,
          waiting: this.#deps.outbox.size,
        },
        'webhook not delivered',
      );
    return false;
  }

  /** @returns The status, or the kind of the failure. */
  async #post(body: string): Promise<string> {
    const attempt = new AbortController();
    const giveUp = () => {
      attempt.abort();
    };
    const timer = setTimeout(giveUp, ATTEMPT_TIMEOUT_MS);
    this.#stopping.signal.addEventListener('abort', giveUp);
    try {
      const response = await fetch(this.#deps.target.url, {
        method: 'POST',
        headers: this.#headers,
        body,
        redirect: 'manual',
        signal: attempt.signal,
      });
      await response.body?.cancel();
      return String(response.status);
    } catch (error) {
      return error instanceof Error ? error.name : 'unknown';
    } finally {
      clearTimeout(timer);
      this.#stopping.signal.removeEventListener('abort', giveUp);
    }
  }

  #isTooOld({ payload, sequence, atMs }: PendingEvent): boolean {
    if (this.#deps.clock.now() - atMs <= MAX_AGE_MS) return false;
    this.#deps.metrics.webhookDeliveries.inc({ outcome: 'expired' });
    this.#deps.log.error({ sequence, event: payload.event }, 'webhook given up after a day');
    return true;
  }

  /** Until something new is on disk when no time is given. */
  async #sleep(ms?: number): Promise<void> {
    if (ms === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    else await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

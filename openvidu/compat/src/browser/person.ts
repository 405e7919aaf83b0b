import type { BrowserContext, Page } from 'playwright-core';
import { rerouteMedia, rerouteSockets } from './reroute.page.js';
import { installSeats } from './seat.page.js';
import type { ConnectOptions, Failure, PeerReport, PublishOptions, SeatEvent } from './seat.js';
import type { Cable } from '../support/cable.js';
import type { Endpoint, MediaCable } from '../support/media-cable.js';
import { target } from '../support/target.js';
import { until } from '@seodang/testing/until';

/** A call into the SDK that it rejected. */
export class SdkError extends Error {
  override readonly name = 'SdkError';
  /** The SDK's name of it, e.g. `OPENVIDU_PERMISSION_DENIED`. */
  readonly kind: string;
  readonly code: number | null;

  constructor(method: string, { name, code, message }: Failure) {
    super(`${method}: ${[name, code, message].filter((part) => part !== '' && part !== null).join(' ')}`);
    this.kind = name;
    this.code = code;
  }
}

export interface Connected {
  readonly connectionId: string;
  readonly data: string;
  readonly role: string;
  readonly creationTime: number;
  readonly capabilities: Record<string, boolean>;
}

/** The networks between this person and the server that a test wants to break. */
export interface Wiring {
  readonly cable?: Cable;
  readonly mediaCable?: MediaCable;
}

interface Entry extends Wiring {
  readonly name: string;
  readonly origin: string;
}

/** Somebody in front of a browser: one page, and in it one seat for each connection to a session. */
export class Person {
  readonly #log: SeatEvent[];
  #connectionId = '';

  private constructor(
    readonly page: Page,
    readonly console: string[],
    log: SeatEvent[],
    readonly seat: string,
  ) {
    this.#log = log;
  }

  static async enter(context: BrowserContext, { name, origin, cable, mediaCable }: Entry): Promise<Person> {
    const page = await context.newPage();
    const log: SeatEvent[] = [];
    const lines: string[] = [];
    page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
    page.on('dialog', (dialog) => void dialog.dismiss());
    await page.exposeBinding('tell', (_source, event: SeatEvent) => log.push(event));
    // esbuild marks the names of functions with a helper that the page doesn't have.
    await page.addInitScript('globalThis.__name = (target) => target');
    const { sockets } = target;
    const host = cable?.host ?? sockets?.host;
    if (host) await page.addInitScript(rerouteSockets, { host, protocol: sockets?.protocol ?? null });
    if (mediaCable) {
      await page.exposeBinding('plugMedia', (_source, candidate: Endpoint) => mediaCable.plug(candidate));
      await page.addInitScript(rerouteMedia);
    }
    await page.goto(origin);
    await page.evaluate(installSeats);
    return new Person(page, lines, log, name).#open();
  }

  /** A second connection of the same person, in the same page. */
  async secondSeat(name: string): Promise<Person> {
    return new Person(this.page, this.console, this.#log, name).#open();
  }

  get events(): SeatEvent[] {
    return this.#log.filter((event) => event.seat === this.seat);
  }

  /** The id of the connection, once connected. */
  get id(): string {
    return this.#connectionId;
  }

  async connect(token: string, options: ConnectOptions = {}): Promise<Connected> {
    const connected = await this.call<Connected>('connect', token, options);
    this.#connectionId = connected.connectionId;
    return connected;
  }

  publish(options: PublishOptions = {}): Promise<string> {
    return this.call('publish', options);
  }

  /** Calls a method of the seat inside the page. @throws {SdkError} when the SDK rejects it */
  async call<T = null>(method: string, ...args: unknown[]): Promise<T> {
    const outcome = await this.page.evaluate(
      ([seat, name, params]) => window.callSeat(seat, name, ...params),
      [this.seat, method, args] as const,
    );
    if ('failure' in outcome) throw new SdkError(method, outcome.failure);
    return outcome.value as T;
  }

  /** All events that look like this, oldest first. */
  heard(name: string, like: Partial<SeatEvent> = {}): SeatEvent[] {
    const wanted = Object.entries({ ...like, name });
    return this.events.filter((event) =>
      wanted.every(([key, value]) => JSON.stringify(event[key as keyof SeatEvent]) === JSON.stringify(value)),
    );
  }

  /** Waits for the first event that looks like this. */
  hears(name: string, like: Partial<SeatEvent> = {}, withinMs = 30_000): Promise<SeatEvent> {
    return until(() => this.heard(name, like)[0], {
      what: `${this.seat} to hear ${name} ${JSON.stringify(like)}`,
      withinMs,
      seen: () => this.events,
    });
  }

  async reports(): Promise<PeerReport[]> {
    return this.call('reports');
  }

  async report(streamId: string): Promise<PeerReport | undefined> {
    return (await this.reports()).find((report) => report.streamId === streamId);
  }

  /** What a user does with the cross of the tab: no handler of the page gets to say good-bye. */
  async close(): Promise<void> {
    await this.page.context().close();
  }

  async #open(): Promise<this> {
    await this.page.evaluate((name) => {
      window.openSeat(name);
    }, this.seat);
    return this;
  }
}

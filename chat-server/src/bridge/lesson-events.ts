import { setTimeout as delay } from 'node:timers/promises';
import { LESSON_EVENTS } from '@seodang/contracts/chat-access';
import { destinations } from '@seodang/contracts/live/destinations';
import { LessonEventEnvelope } from '@seodang/contracts/live/lesson-events';
import type { Redis } from 'ioredis';
import type { Outlet } from '../broker/application.js';
import type { Log } from '@seodang/server-kit/log';

const WAIT_MS = 5_000;
const AT_ONCE = 100;
const RETRY_MS = 500;

export interface LessonEventsDeps {
  readonly listener: Redis;
  readonly outlet: Pick<Outlet, 'publish'>;
  readonly log: Log;
}

/**
 * Brings what happens to lessons from the backend's stream to their topics. Each replica reads all of it, from the
 * moment it starts; who misses an event sees the gap in `seq` and fetches the snapshot.
 */
export class LessonEvents {
  readonly #deps: LessonEventsDeps;
  #isStopped = false;

  constructor(deps: LessonEventsDeps) {
    this.#deps = deps;
  }

  /** Reads until it is stopped. The listener is for this alone. */
  async run(): Promise<void> {
    let last = '$';
    while (!this.#isStopped) {
      try {
        last = await this.#next(last);
      } catch (error) {
        await this.#failed(error);
      }
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#deps.listener.disconnect();
  }

  async #next(last: string): Promise<string> {
    const { listener } = this.#deps;
    // From the first answer on, the last entry is known by name: none is missed between two questions.
    const from = last === '$' ? await this.#newest() : last;
    const read = await listener.xread('COUNT', AT_ONCE, 'BLOCK', WAIT_MS, 'STREAMS', LESSON_EVENTS, from);
    const entries = read?.[0]?.[1] ?? [];
    for (const [, fields] of entries) this.#publish(fields);
    return entries.at(-1)?.[0] ?? from;
  }

  async #newest(): Promise<string> {
    const [entry] = await this.#deps.listener.xrevrange(LESSON_EVENTS, '+', '-', 'COUNT', 1);
    return entry?.[0] ?? '0-0';
  }

  async #failed(error: unknown): Promise<void> {
    if (this.#isStopped) return;
    this.#deps.log.warn({ err: error }, 'the events of lessons cannot be read');
    await delay(RETRY_MS);
  }

  #publish(fields: readonly string[]): void {
    const { outlet, log } = this.#deps;
    const body = fields[fields.indexOf('event') + 1] ?? '';
    const envelope = readEnvelope(body);
    if (!envelope) {
      log.warn({ length: body.length }, 'an event that nobody understands');
      return;
    }
    outlet.publish(destinations.lesson(envelope.lessonId), JSON.stringify(envelope));
  }
}

function readEnvelope(text: string): LessonEventEnvelope | null {
  try {
    return LessonEventEnvelope.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

import type { BackendClient } from '../access/backend.client.js';
import type { Log } from '@seodang/server-kit/log';
import type { MessageStore } from './message.store.js';

/** At most four pictures each: as many ids as one question takes. */
const AT_ONCE = 100;

/**
 * Tells the backend to forget the pictures of deleted messages. What is to be told stands in the messages themselves until
 * the backend has answered, so whoever dies in between leaves it to the next sweep, here or at another replica.
 *
 * @see docs/adr/0026-rooms.md
 */
export class ForgottenPictures {
  readonly #store: Pick<MessageStore, 'forgetting' | 'forgotten'>;
  readonly #backend: Pick<BackendClient, 'forgetAttachments'>;
  readonly #log: Log;
  #running: Promise<void> | null = null;

  constructor(deps: {
    store: Pick<MessageStore, 'forgetting' | 'forgotten'>;
    backend: Pick<BackendClient, 'forgetAttachments'>;
    log: Log;
  }) {
    this.#store = deps.store;
    this.#backend = deps.backend;
    this.#log = deps.log;
  }

  /** Something was deleted: tells of it now, and leaves to the sweep what fails or comes meanwhile. */
  poke(): void {
    this.sweep().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'pictures of deleted messages will be forgotten later');
    });
  }

  /** Tells of all there is. @throws {AppError} `chat.unavailable` */
  sweep(): Promise<void> {
    this.#running ??= this.#tellAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Waits for what is being told. */
  async drain(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  async #tellAll(): Promise<void> {
    for (;;) {
      const messages = await this.#store.forgetting(AT_ONCE);
      if (messages.length === 0) return;
      await this.#backend.forgetAttachments(messages.flatMap(({ forgets }) => forgets));
      await this.#store.forgotten(messages.map(({ _id }) => _id));
    }
  }
}

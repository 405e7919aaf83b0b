import { createHash } from 'node:crypto';
import type { Log } from '@seodang/server-kit/log';
import type { WebhookInbox } from './webhook-inbox.model.js';

export interface DeskDeps {
  readonly inbox: WebhookInbox;
  /** Tells the worker that something waits. It may fail: the worker also looks by itself. */
  readonly poke: () => Promise<void>;
  readonly log: Log;
  readonly onAccepted?: (outcome: 'new' | 'duplicate') => void;
}

/** Takes webhooks in: stored first, understood later. */
export class WebhookDesk {
  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /** Resolves when the body is committed; the same body is kept once. */
  async accept({ event, body }: { event: string; body: Buffer }): Promise<void> {
    const { inbox, poke, log, onAccepted } = this.#deps;
    const bodyHash = createHash('sha256').update(body).digest();
    const isNew = await inbox.store({ bodyHash, event, body });
    onAccepted?.(isNew ? 'new' : 'duplicate');
    if (!isNew) return;
    poke().catch((error: unknown) => {
      log.debug({ err: error }, 'poke lost');
    });
  }
}

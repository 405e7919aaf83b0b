import type { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import type { Outlet } from '../broker/application.js';
import type { Log } from '@seodang/server-kit/log';
import type { HeadStore } from '../rooms/head.store.js';
import type { MessageStore } from './message.store.js';
import { addedBody, changedBody } from './message.view.js';
import { RoomFeed, type FeedItem } from './room-feed.js';

interface Fed {
  readonly feed: RoomFeed;
  /** Changes up to here have been told to the readers, as far as is known. */
  changedAt: number;
}

/** Clocks of replicas differ; a change told twice does no harm. */
const OVERLAP_MS = 5_000;
const CHANGES_AT_ONCE = 200;

export interface FeedsDeps {
  readonly store: Pick<MessageStore, 'lastSeq' | 'page' | 'changes'>;
  readonly heads: Pick<HeadStore, 'of'>;
  readonly outlet: Pick<Outlet, 'publish'>;
  readonly log: Log;
}

/** The feeds of all rooms that somebody reads at this replica. */
export class Feeds {
  readonly #deps: FeedsDeps;
  readonly #fed = new Map<RoomId, Promise<Fed>>();

  constructor(deps: FeedsDeps) {
    this.#deps = deps;
  }

  /** Resolves when whatever is stored from now on will be told to the readers of the room. */
  async open(roomId: RoomId): Promise<void> {
    const known = this.#fed.get(roomId);
    const fed = known ?? this.#begin(roomId);
    if (!known) {
      this.#fed.set(roomId, fed);
      fed.catch(() => {
        if (this.#fed.get(roomId) === fed) this.#fed.delete(roomId);
      });
    }
    await fed;
  }

  /** Nobody reads it any more. */
  close(roomId: RoomId): void {
    this.#fed.delete(roomId);
  }

  /** A message that was stored, here or elsewhere. */
  offer(roomId: RoomId, item: FeedItem): void {
    void this.#fed.get(roomId)?.then(
      ({ feed }) => {
        feed.offer(item);
      },
      () => undefined,
    );
  }

  /** An event beside the messages themselves, e.g. a message as it is after a change. */
  tell(roomId: RoomId, body: string, changedAt: number | null = null): void {
    this.#deps.outlet.publish(destinations.room(roomId), body);
    if (changedAt === null) return;
    void this.#fed.get(roomId)?.then(
      (fed) => {
        fed.changedAt = Math.max(fed.changedAt, changedAt);
      },
      () => undefined,
    );
  }

  /** Looks at the ends of all rooms that are read here, and reads what hints should have told of. */
  async sweep(): Promise<void> {
    const heads = await this.#deps.heads.of([...this.#fed.keys()]);
    for (const [roomId, { lastSeq, changedAt }] of heads) {
      const fed = await this.#fed.get(roomId)?.catch(() => undefined);
      if (!fed) continue;
      fed.feed.reach(lastSeq);
      if (changedAt && changedAt.getTime() > fed.changedAt) await this.#tellChanges(roomId, fed);
    }
  }

  async #begin(roomId: RoomId): Promise<Fed> {
    const { store, outlet, log } = this.#deps;
    const changedAt = Date.now();
    const feed = new RoomFeed({
      from: await store.lastSeq(roomId),
      publish: (body) => {
        outlet.publish(destinations.room(roomId), body);
      },
      read: async (after, limit) => {
        const rows = await store.page(roomId, { after, limit });
        return rows.map((row) => ({ seq: row.seq, body: addedBody(row) }));
      },
      onFailed: (error) => {
        log.warn({ err: error, roomId }, 'a room could not be caught up with');
      },
    });
    return { feed, changedAt };
  }

  async #tellChanges(roomId: RoomId, fed: Fed): Promise<void> {
    const since = new Date(fed.changedAt - OVERLAP_MS);
    const rows = await this.#deps.store.changes(roomId, { since, limit: CHANGES_AT_ONCE });
    for (const row of rows) {
      this.#deps.outlet.publish(destinations.room(roomId), changedBody(row));
      fed.changedAt = Math.max(fed.changedAt, row.changedAt?.getTime() ?? 0);
    }
  }
}

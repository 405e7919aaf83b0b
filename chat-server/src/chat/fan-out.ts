import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { Added, ChatChannel, ChatHint } from '../bridge/chat-channel.js';
import type { HeadStore } from '../rooms/head.store.js';
import type { ListEvents } from '../rooms/list-events.js';
import type { Feeds } from './feeds.js';
import type { MessageRow } from './message.row.js';
import { addedBody, changedBody, toLast } from './message.view.js';
import type { Places } from './places.js';

export interface FanOutDeps {
  readonly feeds: Feeds;
  readonly lists: ListEvents;
  readonly places: Places;
  readonly heads: Pick<HeadStore, 'hear'>;
  readonly channel: Pick<ChatChannel, 'tell'>;
}

/** Tells everybody who is concerned what was stored: the readers and the lists here, and the other replicas. */
export class FanOut {
  readonly #deps: FanOutDeps;

  constructor(deps: FanOutDeps) {
    this.#deps = deps;
  }

  /** These were stored by this replica, in this order. */
  added(rows: readonly MessageRow[]): void {
    const items = rows.map((row) => ({
      roomId: row.roomId,
      messageId: row._id,
      seq: row.seq,
      last: toLast(row),
      mentions: [...row.mentions],
      body: addedBody(row),
    }));
    for (const item of items) this.#take(item);
    this.#deps.channel.tell({ type: 'added', items });
  }

  /** This was changed by this replica. */
  changed(row: MessageRow): void {
    const { feeds, lists, channel } = this.#deps;
    const body = changedBody(row);
    const changedAt = row.changedAt?.getTime() ?? null;
    // Lists leave it alone unless it is the last one of its room.
    const head = row.editedAt || row.deletedAt ? { lastSeq: row.seq, last: toLast(row) } : null;
    feeds.tell(row.roomId, body, changedAt);
    if (head) lists.head(row.roomId, head);
    channel.tell({ type: 'event', roomId: row.roomId, changedAt, body, head });
  }

  /** Something that is not kept, e.g. that somebody types. */
  passing(roomId: RoomId, body: string): void {
    this.#deps.feeds.tell(roomId, body);
    this.#deps.channel.tell({ type: 'event', roomId, changedAt: null, body, head: null });
  }

  /** A person has read up to a place. */
  read(userId: UserId, roomId: RoomId, seq: number): void {
    this.#deps.lists.read(userId, roomId, seq);
    this.#deps.channel.tell({ type: 'read', userId, roomId, seq });
  }

  /** What another replica did. */
  hear(hint: ChatHint): void {
    const { feeds, lists, places, heads } = this.#deps;
    switch (hint.type) {
      case 'added':
        for (const item of hint.items) {
          places.know(item.roomId, item.seq);
          heads.hear(item.roomId, { lastSeq: item.seq, last: item.last });
          this.#take(item);
        }
        return;
      case 'event':
        feeds.tell(hint.roomId, hint.body, hint.changedAt);
        if (hint.head) lists.head(hint.roomId, hint.head);
        return;
      case 'read':
        lists.read(hint.userId, hint.roomId, hint.seq);
        return;
      case 'here':
      case 'presence.changed':
      case 'presence.wanted':
        return;
    }
  }

  #take({ roomId, messageId, seq, last, mentions, body }: Added): void {
    const { feeds, lists } = this.#deps;
    feeds.offer(roomId, { seq, body });
    lists.head(roomId, { lastSeq: seq, last });
    if (mentions.length === 0 || !last) return;
    const { authorName, excerpt } = last;
    lists.mentioned(mentions, { roomId, messageId, seq, authorName, excerpt });
  }
}

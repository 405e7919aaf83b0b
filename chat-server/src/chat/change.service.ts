import type { DeleteMessage, EditMessage, PinMessage, ReactToMessage } from '@seodang/contracts/chat';
import type { MessageId, RoomId, UserId } from '@seodang/contracts/ids';
import type { Membership } from '../access/membership.js';
import type { RoomAccess } from '../access/room-access.js';
import { mayPin, whyNotReact, whyNotWrite } from '../access/room.rules.js';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import { InOrder } from '../platform/in-order.js';
import type { HeadStore } from '../rooms/head.store.js';
import type { PointerStore } from '../rooms/pointer.store.js';
import type { FormerText, FormerTextStore } from './former-text.store.js';
import type { Limits } from './limits.js';
import type { MessageRow } from './message.row.js';
import { withReaction } from './message.rules.js';
import type { MessageStore } from './message.store.js';
import type { SearchIndex } from './search-index.js';
import type { SendService } from './send.service.js';

export interface ChangeDeps {
  readonly access: RoomAccess;
  readonly store: MessageStore;
  readonly formerTexts: FormerTextStore;
  readonly heads: HeadStore;
  readonly pointers: PointerStore;
  readonly sending: Pick<SendService, 'mentionsOf'>;
  readonly limits: Limits;
  readonly searchIndex: Pick<SearchIndex, 'changing' | 'changed'>;
  /** Told of each message as it is after a change, for who reads its room. */
  readonly onChanged: (row: MessageRow) => void;
  /** Told when a message with pictures was deleted. */
  readonly onForget: () => void;
  readonly now: Now;
}

interface Change {
  readonly set: Partial<MessageRow>;
  readonly unset?: readonly (keyof MessageRow)[];
  /** What is lost by it. */
  readonly former?: Omit<FormerText, 'messageId' | 'version' | 'text' | 'until'>;
}

const TRIES = 20;

/** Changes messages that are stored. Each change is one write to one message, whose version rises with it. */
export class ChangeService {
  readonly #deps: ChangeDeps;
  readonly #inOrder = new InOrder();

  constructor(deps: ChangeDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} `message.not_yours` and what all changes throw: `room.…`, `message.not_found`, `request.too_many` */
  async edit(userId: UserId, roomId: RoomId, { messageId, text, mentions }: EditMessage): Promise<void> {
    const { access, sending, pointers } = this.#deps;
    const membership = await access.get(userId, roomId);
    assertMayWrite(membership);
    const named = await sending.mentionsOf(membership, mentions);
    const row = await this.#change(membership, messageId, (before) => {
      if (before.author.id !== userId) throw new AppError('message.not_yours');
      if (before.text === text) return null;
      return {
        set: { text, mentions: named, editedAt: this.#deps.now() },
        former: { change: 'edited', by: membership.self, reason: '' },
      };
    });
    if (named.length > 0) await pointers.mention(named, row);
  }

  /** By its author, or by who moderates the room. What it said is kept for operators. */
  async delete(userId: UserId, roomId: RoomId, { messageId, reason }: DeleteMessage): Promise<void> {
    const membership = await this.#deps.access.get(userId, roomId);
    await this.#change(membership, messageId, (before) => {
      if (before.author.id !== userId && !membership.room.mayModerate)
        throw new AppError('message.not_yours');
      return this.#deletion(before, membership.self, reason);
    });
  }

  /** By an operator, who need not be in its room. Gives false when it was deleted already. */
  async deleteAnywhere(by: FormerText['by'], message: MessageRow, reason: string): Promise<boolean> {
    if (message.deletedAt) return false;
    await this.#apply(message.roomId, message._id, (before) =>
      before.deletedAt ? null : this.#deletion(before, by, reason),
    );
    return true;
  }

  async react(userId: UserId, roomId: RoomId, { messageId, emoji, isOn }: ReactToMessage): Promise<void> {
    const membership = await this.#deps.access.get(userId, roomId);
    assertMayReact(membership);
    await this.#change(membership, messageId, ({ reactions: before }) => {
      const reactions = withReaction(before, { emoji, userId, isOn });
      return reactions === before ? null : { set: { reactions: [...reactions] } };
    });
  }

  async pin(userId: UserId, roomId: RoomId, { messageId, isPinned }: PinMessage): Promise<void> {
    const membership = await this.#deps.access.get(userId, roomId);
    if (!mayPin(membership.room)) throw new AppError('auth.forbidden');
    await this.#change(membership, messageId, ({ pinnedAt }) => {
      if ((pinnedAt !== undefined) === isPinned) return null;
      return isPinned ? { set: { pinnedAt: this.#deps.now() } } : { set: {}, unset: ['pinnedAt'] };
    });
  }

  #deletion({ attachments }: MessageRow, by: FormerText['by'], reason: string): Change {
    return {
      set: {
        // In the same write: so no message is deleted whose pictures nobody would ever forget.
        ...(attachments.length > 0 ? { forgets: attachments.map(({ id }) => id) } : {}),
        text: '',
        attachments: [],
        mentions: [],
        reactions: [],
        deletedAt: this.#deps.now(),
      },
      unset: ['pinnedAt', 'editedAt'],
      former: { change: 'deleted', by, reason, attachments },
    };
  }

  async #change(
    { room, self }: Membership,
    messageId: MessageId,
    decide: (before: MessageRow) => Change | null,
  ): Promise<MessageRow> {
    await this.#deps.limits.change(self.id);
    return this.#apply(room.id, messageId, (before) => {
      if (before.deletedAt) throw new AppError('message.not_found');
      return decide(before);
    });
  }

  /** Decides anew whenever somebody else was first; on one replica nobody is. */
  #apply(
    roomId: RoomId,
    messageId: MessageId,
    decide: (before: MessageRow) => Change | null,
  ): Promise<MessageRow> {
    return this.#inOrder.run(messageId, async () => {
      for (let attempt = 1; attempt <= TRIES; attempt++) {
        const before = await this.#deps.store.find(roomId, messageId);
        if (!before) throw new AppError('message.not_found');
        const change = decide(before);
        if (!change) return before;
        const row = await this.#write(before, change);
        if (row) return row;
      }
      throw new AppError('chat.unavailable', { retryAfterSec: 1 });
    });
  }

  async #write(before: MessageRow, { former, ...change }: Change): Promise<MessageRow | null> {
    const { store, formerTexts, heads, searchIndex, onChanged, now } = this.#deps;
    if (former) {
      const { _id: messageId, version } = before;
      await formerTexts.keep({ messageId, version, text: before.text, until: now(), ...former });
    }
    const { text, deletedAt } = change.set;
    // Before: who dies in between leaves answers without words, and never words that were deleted.
    if (deletedAt) await this.#unquote(before);
    if (text !== undefined) await searchIndex.changing(before, text);
    const row = await store.change(before, change);
    if (!row) return null;
    if (text !== undefined) searchIndex.changed(row);
    onChanged(row);
    if (change.set.forgets) this.#deps.onForget();
    await heads.change(row);
    return row;
  }

  /** Answers show the beginning of what they answer. */
  async #unquote({ roomId, _id }: MessageRow): Promise<void> {
    for (const answerId of await this.#deps.store.answersTo(roomId, _id)) {
      await this.#apply(roomId, answerId, ({ replyTo }) =>
        replyTo && replyTo.excerpt !== '' ? { set: { replyTo: { ...replyTo, excerpt: '' } } } : null,
      );
    }
  }
}

function assertMayWrite({ room }: Membership): void {
  const code = whyNotWrite(room);
  if (code) throw new AppError(code);
}

function assertMayReact({ room }: Membership): void {
  const code = whyNotReact(room);
  if (code) throw new AppError(code);
}

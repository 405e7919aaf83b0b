import type { SendMessage } from '@seodang/contracts/chat';
import { MessageId, type RoomId, type UserId } from '@seodang/contracts/ids';
import type { AttachmentView } from '@seodang/contracts/rooms';
import type { BackendClient } from '../access/backend.client.js';
import type { Membership } from '../access/membership.js';
import type { RoomAccess } from '../access/room-access.js';
import { isSlowed, whyNotWrite } from '../access/room.rules.js';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import { newId } from '@seodang/server-kit/ids';
import type { HeadStore } from '../rooms/head.store.js';
import type { PointerStore } from '../rooms/pointer.store.js';
import type { Limits } from './limits.js';
import type { MessageRow } from './message.row.js';
import { excerptOf } from './message.rules.js';
import type { MessageStore } from './message.store.js';
import type { MessageWriter } from './message-writer.js';
import type { ThreadSummaries } from './thread-summaries.js';

export interface SendDeps {
  readonly access: RoomAccess;
  readonly backend: BackendClient;
  readonly store: MessageStore;
  readonly writer: Pick<MessageWriter, 'append'>;
  readonly heads: HeadStore;
  readonly pointers: PointerStore;
  readonly threads: ThreadSummaries;
  readonly limits: Limits;
  readonly now: Now;
}

/** Takes messages into rooms. */
export class SendService {
  readonly #deps: SendDeps;

  constructor(deps: SendDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when the message is in the journal; sending it again gives the same.
   *
   * @throws {AppError} `room.not_found`, `room.archived`, `room.read_only`, `direct.not_agreed`, `message.too_fast`,
   *   `message.slow_mode`, `message.not_found`, `attachment.not_found`, `chat.unavailable`
   */
  async send(userId: UserId, roomId: RoomId, message: SendMessage): Promise<void> {
    const membership = await this.#deps.access.get(userId, roomId);
    const refusal = await this.#refusalOf(membership, message);
    if (refusal) {
      await this.#acceptAgain(membership, message, refusal);
      return;
    }
    const [attachments, mentions, replyTo] = isPlain(message)
      ? NOTHING_MORE
      : await Promise.all([
          this.#attachmentsOf(membership, message),
          this.mentionsOf(membership, message.mentions),
          this.#answered(roomId, message.replyTo),
        ]);
    const { row } = await this.#deps.writer.append({
      _id: newId(MessageId),
      roomId,
      clientId: message.clientId,
      author: membership.self,
      text: message.text,
      attachments,
      mentions,
      replyTo,
      ...(membership.room.parent ? { parent: membership.room.parent } : {}),
      reactions: [],
      sentAt: this.#deps.now(),
      version: 1,
    });
    await this.#follow(membership, row);
  }

  /** Those of these people who are in the room, without the author, and without who does not want to hear from the author. */
  async mentionsOf({ room, self }: Membership, userIds: readonly UserId[]): Promise<UserId[]> {
    const others = [...new Set(userIds)].filter((id) => id !== self.id);
    return others.length > 0 ? this.#deps.backend.membersAmong(room.id, others, self.id) : [];
  }

  async #refusalOf({ room, self }: Membership, { clientId }: SendMessage): Promise<AppError | null> {
    const code = whyNotWrite(room);
    if (code) return new AppError(code);
    const { limits } = this.#deps;
    try {
      const answer = limits.send(self.id, room.id);
      if (answer) await answer;
      if (isSlowed(room)) await limits.slow({ userId: self.id, roomId: room.id, clientId }, room.slowModeSec);
      return null;
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }

  /** Somebody whose message was stored, and who did not hear of it, is told so however the room has changed since. */
  async #acceptAgain(
    { room, self }: Membership,
    { clientId }: SendMessage,
    refusal: AppError,
  ): Promise<void> {
    if (refusal.code === 'message.too_fast') throw refusal;
    const stored = await this.#deps.store.findTwin({ roomId: room.id, author: self, clientId });
    if (!stored) throw refusal;
  }

  /** What hangs on a stored message. Also when it came again: whoever stored it first may have died before this. */
  async #follow({ room }: Membership, row: MessageRow): Promise<void> {
    const { heads, pointers, threads } = this.#deps;
    // Nobody waits for these: what a crash leaves undone is made good by others, or by the next message.
    heads.advance(row).catch(() => undefined);
    pointers.wrote({ userId: row.author.id, roomId: row.roomId, seq: row.seq });
    if (room.parent) threads.note(room.parent, row);
    if (row.mentions.length > 0) await pointers.mention(row.mentions, row);
  }

  async #attachmentsOf(
    { room, self }: Membership,
    { attachmentIds }: SendMessage,
  ): Promise<AttachmentView[]> {
    if (attachmentIds.length === 0) return [];
    const wanted = [...new Set(attachmentIds)];
    const found = await this.#deps.backend.attachments({
      userId: self.id,
      roomId: room.id,
      attachmentIds: wanted,
    });
    if (found.length !== wanted.length) throw new AppError('attachment.not_found');
    return found;
  }

  async #answered(roomId: RoomId, messageId: MessageId | null): Promise<MessageRow['replyTo']> {
    if (messageId === null) return null;
    const row = await this.#deps.store.find(roomId, messageId);
    if (!row) throw new AppError('message.not_found');
    return { messageId, seq: row.seq, authorName: row.author.name, excerpt: excerptOf(row.text) };
  }
}

const NOTHING_MORE: [AttachmentView[], UserId[], null] = [[], [], null];

/** Words and nothing else, as most messages are. */
function isPlain({ attachmentIds, mentions, replyTo }: SendMessage): boolean {
  return attachmentIds.length === 0 && mentions.length === 0 && replyTo === null;
}

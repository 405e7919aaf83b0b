import type { MessageView } from '@seodang/contracts/chat';
import type { AttachmentId, MessageId, RoomId, UserId } from '@seodang/contracts/ids';
import type { AttachmentView, RoomPerson, RoomView } from '@seodang/contracts/rooms';

/** A message as it is stored. What is missing has not happened. */
export interface MessageRow {
  readonly _id: MessageId;
  readonly roomId: RoomId;
  readonly seq: number;
  readonly clientId: string;
  readonly author: RoomPerson;
  readonly text: string;
  readonly attachments: readonly AttachmentView[];
  readonly mentions: readonly UserId[];
  readonly replyTo: MessageView['replyTo'];
  /** Of an answer in a thread: the message that the thread is under. Its summary is made good by this. */
  readonly parent?: NonNullable<RoomView['parent']>;
  readonly reactions: MessageView['reactions'];
  readonly thread?: { readonly roomId: RoomId; readonly replies: number; readonly lastAt: Date };
  readonly sentAt: Date;
  readonly editedAt?: Date;
  readonly deletedAt?: Date;
  readonly pinnedAt?: Date;
  /** Pictures it had until it was deleted, as long as the backend has not been told to forget them. */
  readonly forgets?: readonly AttachmentId[];
  readonly version: number;
  /** When the last change came that readers must hear of. */
  readonly changedAt?: Date;
}

/** A message that has no place yet. */
export type Draft = Omit<MessageRow, 'seq'>;

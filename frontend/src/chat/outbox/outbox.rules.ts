import type { MessageView } from '@seodang/contracts/chat';
import type { ErrorCode } from '@seodang/contracts/errors';
import type { AttachmentView } from '@seodang/contracts/rooms';
import type { ClientErrorCode } from '../../shared/errors.js';

/**
 * A message that was written here and has not been seen to arrive. `sending` until the server says it is kept, `sent` from
 * then until it comes back in its place; `failed` when the server refused it, and a person has to decide.
 */
export interface Outgoing {
  readonly clientId: string;
  readonly userId: string;
  readonly roomId: string;
  readonly text: string;
  readonly attachments: readonly AttachmentView[];
  readonly mentions: readonly string[];
  readonly replyTo: MessageView['replyTo'];
  readonly writtenAt: string;
  readonly state: 'sending' | 'sent' | 'failed';
  readonly failure: ErrorCode | ClientErrorCode | null;
}

/** Refusals that pass by themselves: the message stays on its way. */
const PASSING: readonly string[] = [
  'client.unreachable',
  'client.offline',
  'client.timeout',
  'chat.unavailable',
  'store.unavailable',
  'message.too_fast',
  'message.slow_mode',
];

export const mayPass = (code: string): boolean => PASSING.includes(code);

/** In the order in which they were written; ids made in one millisecond still have an order. */
export function inOrder(outgoing: readonly Outgoing[]): Outgoing[] {
  return [...outgoing].sort(
    (a, b) => a.writtenAt.localeCompare(b.writtenAt) || a.clientId.localeCompare(b.clientId),
  );
}

/** What is still to be shown beside the messages that have arrived: nothing twice. */
export function notArrived(outgoing: readonly Outgoing[], messages: readonly MessageView[]): Outgoing[] {
  if (outgoing.length === 0) return [];
  const arrived = new Set(messages.map(({ author, clientId }) => `${author.id}/${clientId}`));
  return outgoing.filter(({ userId, clientId }) => !arrived.has(`${userId}/${clientId}`));
}

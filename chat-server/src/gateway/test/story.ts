import { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';

const ROOM = RoomId.parse('018f0000-0000-7000-8000-0000000000e1');

/** What every client is to do, whoever wrote it: the same few things that a chat needs of it. */
export const STORY = {
  ticket: 'ann',
  topic: destinations.room(ROOM),
  act: destinations.act(ROOM, 'send'),
  /** Sent with a receipt, which is waited for. */
  said: '{"text":"안녕: \\n\\\\c 서당"}',
  /** Sent in a transaction. */
  committed: '{"text":"in a transaction"}',
  /** Sent by somebody else, when both have been heard. */
  answer: '{"text":"네, 안녕하세요"}',
} as const;

/** Where the server is. */
export interface Place {
  readonly url: string;
  readonly tcpPort: number;
}

/**
 * Plays the story: connects with the ticket, subscribes, sends and waits for the receipt, sends in a transaction, reads
 * three messages and acknowledges them where it can, disconnects.
 *
 * @returns the bodies it heard, in order.
 */
export type Player = (place: Place) => Promise<readonly string[]>;

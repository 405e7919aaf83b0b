import { ATTACHMENTS_PER_MESSAGE, MESSAGE_LENGTH } from '@seodang/contracts/chat';
import type { RoomView } from '@seodang/contracts/rooms';

const COUNT_FROM = 1_800;
/** What an input method sends while it composes a syllable. */
const COMPOSING_KEY_CODE = 229;

export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

export type KeyAct = 'send' | 'cancel' | 'edit-last' | null;

/**
 * What a key does in the box. While a syllable is composed all keys are the input method's: the Enter that ends it must
 * not send half a word.
 *
 * @param isTouch On phones Enter makes a line, and a button sends.
 */
export function keyAct(key: Key, { isEmpty, isTouch }: { isEmpty: boolean; isTouch: boolean }): KeyAct {
  if (isComposing(key)) return null;
  if (key.key === 'Enter') return key.shiftKey || isTouch ? null : 'send';
  if (key.key === 'Escape') return 'cancel';
  return key.key === 'ArrowUp' && isEmpty && !key.shiftKey ? 'edit-last' : null;
}

export const isComposing = (key: Pick<Key, 'isComposing' | 'keyCode'>): boolean =>
  key.isComposing || key.keyCode === COMPOSING_KEY_CODE;

/** How many characters are left, as soon as that is of interest; null before. */
export function charactersLeft(text: string): number | null {
  const length = text.normalize('NFC').trim().length;
  return length >= COUNT_FROM ? MESSAGE_LENGTH - length : null;
}

export function maySend(text: string, pictures: number): boolean {
  const length = text.normalize('NFC').trim().length;
  return length <= MESSAGE_LENGTH && (length > 0 || pictures > 0);
}

export const freePlaces = (pictures: number): number => Math.max(0, ATTACHMENTS_PER_MESSAGE - pictures);

export type Closed = 'archived' | 'asked' | 'asking' | 'declined' | 'ended' | 'readOnly';

/** Why nothing can be written in a room; null when it can. */
export function closedBecause(room: RoomView): Closed | null {
  if (room.archivedAt !== null) return 'archived';
  if (room.direct !== null && room.direct.state !== 'agreed') return room.direct.state;
  return room.mayWrite ? null : 'readOnly';
}

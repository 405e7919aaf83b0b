import { randomInt } from 'node:crypto';
import type { IdSource } from './session/ports.js';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALPHANUMERIC = `${UPPER}abcdefghijklmnopqrstuvwxyz0123456789`;

/** Ids in the shapes that OpenVidu gives them; tokens hold 93 bits that cannot be guessed. */
export const openViduIds: IdSource = {
  session: () => `ses_${word(10)}`,
  connection: () => `con_${word(10)}`,
  token: () => `tok_${word(16)}`,
  stream: (kind, connectionId) => `str_${kind}_${word(4)}_${connectionId}`,
};

/** Names an RPC session for its reconnection: 190 bits. */
export function rpcSessionId(): string {
  return word(32);
}

function word(length: number): string {
  return pick(UPPER) + Array.from({ length: length - 1 }, () => pick(ALPHANUMERIC)).join('');
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}

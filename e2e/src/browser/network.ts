import { setTimeout as pause } from 'node:timers/promises';
import { there } from '../support/there.js';
import type { Visitor } from './visitor.js';

/** What browser and library write down while a network is broken on purpose. */
const BROKEN_NETWORK = [
  /WebSocket connection to .* failed/,
  /ERR_(TUNNEL|CONNECTION|EMPTY|SOCKET|PROXY)/,
  /net::ERR/,
  /WebSocket is already in CLOSING or CLOSED state/,
  // openvidu-browser tells of its picture's size also while its socket is being opened again.
  /send' on 'WebSocket': Still in CONNECTING state/,
  /Request has timed out/,
  /ICE_CONNECTION_(DISCONNECTED|FAILED)/,
  /reconnection error|Invalid RPC sessionId/,
];

/** Excuses what is written down while the network of somebody is broken on purpose. */
export function disturbed(visitor: Visitor): void {
  visitor.conduct.excuse(...BROKEN_NETWORK);
}

/** Takes the sockets of somebody with a network of their own away for so long. */
export async function cutFor(visitor: Visitor, seconds: number): Promise<void> {
  disturbed(visitor);
  there(visitor.network).cutSockets();
  // The cut itself lasts so long: this is the story, not a wait for something.
  await pause(seconds * 1000);
  there(visitor.network).mend();
}

import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { mongo } from 'mongoose';

/** Every socket that this process opens. @see https://nodejs.org/api/diagnostics_channel.html#built-in-channels */
const OPENED = 'net.client.socket';
let isWatching = false;

/**
 * Fails whoever waits for a socket to drain when it closes. MongoDB's driver (7.8) does so, for ever, when it writes
 * into a socket that is destroyed and has not said so yet: one such write would hold up all messages after it.
 */
export function failWhoeverWaitsForClosed(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe(OPENED, (message) => {
    const socket = typeof message === 'object' && message !== null && 'socket' in message && message.socket;
    if (socket instanceof Socket)
      socket.once('close', () => {
        failDrain(socket);
      });
  });
}

function failDrain(socket: Socket): void {
  if (socket.listenerCount('drain') === 0 || socket.listenerCount('error') === 0) return;
  socket.emit('error', new mongo.MongoNetworkError('the connection closed before the command was written'));
}

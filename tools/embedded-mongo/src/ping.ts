import { once } from 'node:events';
import { connect } from 'node:net';
import { Framing } from './wire/framing.js';
import { readMessage, writeCommand } from './wire/message.js';

const TIMEOUT_MS = 3000;

/** A program for health checks: `ping SOCKET` ends with 0 when the engine that listens there answers a ping. */
const [path = ''] = process.argv.slice(2);
try {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const socket = connect({ path });
  await once(socket, 'connect', { signal });
  socket.write(writeCommand({ ping: 1, $db: 'admin' }));
  const [bytes] = (await once(socket, 'data', { signal })) as [Buffer];
  const [answer] = new Framing().push(bytes);
  if (answer === undefined || readMessage(answer).body['ok'] !== 1)
    throw new Error('this is no answer to a ping');
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

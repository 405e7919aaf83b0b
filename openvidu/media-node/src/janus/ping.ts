import { join } from 'node:path';
import { SOCKETS } from './janus-config.js';
import { readJanusEnv } from './janus-env.js';
import { JanusSocket } from './socket.js';

const TIMEOUT_MS = 3000;

/** A program for health checks: ends with 0 when the Janus of this environment answers. */
try {
  const url = `ws+unix:${join(readJanusEnv(process.env).socketFolder, SOCKETS.api)}`;
  const socket = await JanusSocket.open({ url, protocol: 'janus-protocol', timeoutMs: TIMEOUT_MS });
  await socket.request({ janus: 'ping' });
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

import { PingParams } from '@seodang/contracts/openvidu/rpc';
import { openMethod } from '../method.js';

const USUAL_INTERVAL_MS = 20_000;

/** The heart-beat. The first one after a (re)connection says how often the others will come. */
export function ping() {
  return openMethod({
    params: PingParams,
    lane: 'immediate',
    run: ({ socket, reply }, { interval }) => {
      const intervalMs = interval ?? socket.ping?.intervalMs ?? USUAL_INTERVAL_MS;
      socket.ping = { intervalMs, atMs: performance.now() };
      reply({ value: 'pong' });
    },
  });
}

import { PrepareReceiveVideoParams } from '@seodang/contracts/openvidu/rpc';
import type { Subscribing } from '../../session/subscribing.js';
import { joinedMethod } from '../method.js';

/**
 * Asks for the engine's offer of a stream. It waits for the publisher's media: `concurrent`, so that one publisher
 * whose media never comes does not hold up the tiles of all others.
 */
export function prepareReceiveVideoFrom(subscribing: Subscribing) {
  return joinedMethod({
    params: PrepareReceiveVideoParams,
    lane: 'concurrent',
    run: async ({ connection, reply }, { sender }) => {
      reply({ sdpOffer: await subscribing.prepare(connection, sender) });
    },
  });
}

import { UnsubscribeParams } from '@seodang/contracts/openvidu/rpc';
import type { Subscribing } from '../../session/subscribing.js';
import { joinedMethod } from '../method.js';

/** `sender` is a connection id here, other than in `receiveVideoFrom`. */
export function unsubscribeFromVideo(subscribing: Subscribing) {
  return joinedMethod({
    params: UnsubscribeParams,
    run: ({ connection, reply }, { sender }) => {
      subscribing.unsubscribe(connection, sender);
      reply({});
    },
  });
}

import { ReceiveVideoParams, RPC_ERROR } from '@seodang/contracts/openvidu/rpc';
import type { Subscribing } from '../../session/subscribing.js';
import { joinedMethod } from '../method.js';
import { RpcError } from '../rpc-error.js';

/** The browser's answer to the offer of `prepareReceiveVideoFrom`. `sender` is a stream id. */
export function receiveVideoFrom(subscribing: Subscribing) {
  return joinedMethod({
    params: ReceiveVideoParams,
    run: async ({ connection, reply }, { sender, sdpAnswer }) => {
      if (sdpAnswer === undefined)
        throw new RpcError(RPC_ERROR.mediaSdp, 'This server offers; sdpAnswer has to answer its offer.');
      await subscribing.answer(connection, sender, sdpAnswer);
      reply({});
    },
  });
}

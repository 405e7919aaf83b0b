import { ReconnectStreamParams, RPC_ERROR } from '@seodang/contracts/openvidu/rpc';
import type { Publishing } from '../../session/publishing.js';
import type { Subscribing } from '../../session/subscribing.js';
import { joinedMethod } from '../method.js';
import { RpcError } from '../rpc-error.js';

/** A new peer for a stream that is there already: `sdpString` offers one's own, and answers the offer of another's. */
export function reconnectStream(deps: {
  readonly publishing: Publishing;
  readonly subscribing: Subscribing;
}) {
  return joinedMethod({
    params: ReconnectStreamParams,
    run: async ({ connection, reply }, { stream: streamId, sdpString }) => {
      if (sdpString === undefined)
        throw new RpcError(
          RPC_ERROR.mediaSdp,
          'sdpString is missing; this server offers when one subscribes.',
        );
      const own = connection.stream;
      if (own?.id === streamId) {
        const { stream, sdpAnswer } = await deps.publishing.republish(own, sdpString);
        reply({ sdpAnswer, id: stream.id, createdAt: stream.createdAtMs });
        return;
      }
      await deps.subscribing.answer(connection, streamId, sdpString);
      reply({});
    },
  });
}

import { ConnectParams, RPC_ERROR } from '@seodang/contracts/openvidu/rpc';
import { CLOSE } from '../client-socket.js';
import type { Clients } from '../clients.js';
import { openMethod } from '../method.js';
import { RpcError } from '../rpc-error.js';

/** A client whose socket broke goes on with a new one. It is known by the id that only its join was told. */
export function connect(clients: Clients) {
  return openMethod({
    params: ConnectParams,
    lane: 'immediate',
    run: ({ socket, reply }, { sessionId }) => {
      const client = clients.findByRpcId(sessionId);
      if (!client || client.hasMissedTooMuch)
        throw new RpcError(RPC_ERROR.rpcSessionUnknown, 'reconnection error');
      const former = client.socket;
      client.resume(socket);
      if (former && former !== socket) former.close(CLOSE.normal, 'replaced');
      reply({ value: 'reconnection successful', sessionId });
      clients.afterwards(() => {
        client.catchUp(socket);
      });
    },
  });
}

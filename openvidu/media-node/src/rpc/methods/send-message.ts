import { RPC_ERROR, SendMessageParams, SignalMessage } from '@seodang/contracts/openvidu/rpc';
import type { Signalling } from '../../session/signalling.js';
import { joinedMethod } from '../method.js';
import { RpcError } from '../rpc-error.js';

/** A signal to some or all, the sender included. Any role may send one. */
export function sendMessage(signalling: Signalling) {
  return joinedMethod({
    params: SendMessageParams,
    run: ({ connection, reply }, { message }) => {
      const { to, type, data } = parseMessage(message);
      signalling.sendFrom(connection, { to: to ?? [], type: type ?? undefined, data: data ?? undefined });
      reply({});
    },
  });
}

function parseMessage(text: string): SignalMessage {
  try {
    return SignalMessage.parse(JSON.parse(text));
  } catch {
    throw new RpcError(RPC_ERROR.signalFormat, 'The signal is not a JSON object of "to", "type" and "data".');
  }
}

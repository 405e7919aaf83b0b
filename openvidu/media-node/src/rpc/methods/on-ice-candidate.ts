import { IceCandidateParams } from '@seodang/contracts/openvidu/rpc';
import type { Subscribing } from '../../session/subscribing.js';
import { joinedMethod } from '../method.js';

/** `endpointName` is the sender's own connection id for what it publishes, else the id of whom it watches. */
export function onIceCandidate(subscribing: Subscribing) {
  return joinedMethod({
    params: IceCandidateParams,
    run: ({ connection, reply }, { endpointName, candidate, sdpMid, sdpMLineIndex }) => {
      subscribing.addCandidate(connection, endpointName, {
        candidate,
        sdpMid: sdpMid ?? null,
        sdpMLineIndex: sdpMLineIndex ?? null,
      });
      reply({});
    },
  });
}

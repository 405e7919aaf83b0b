import { ForceUnpublishParams } from '@seodang/contracts/openvidu/rpc';
import type { Publishing } from '../../session/publishing.js';
import { joinedMethod } from '../method.js';

/** OpenVidu never answers for an unknown stream; here the client gets error 105 instead of a time-out. */
export function forceUnpublish(publishing: Publishing) {
  return joinedMethod({
    params: ForceUnpublishParams,
    run: ({ connection, reply }, { streamId }) => {
      publishing.forceUnpublishBy(connection, streamId);
      reply({});
    },
  });
}

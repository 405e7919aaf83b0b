import { ForceDisconnectParams } from '@seodang/contracts/openvidu/rpc';
import type { Membership } from '../../session/membership.js';
import { joinedMethod } from '../method.js';

export function forceDisconnect(membership: Membership) {
  return joinedMethod({
    params: ForceDisconnectParams,
    run: ({ connection, reply }, { connectionId }) =>
      membership.evictBy(connection, connectionId, () => {
        reply({});
      }),
  });
}

import { z } from 'zod';
import type { Membership } from '../../session/membership.js';
import { joinedMethod } from '../method.js';

/** The client closes its socket when it has the answer. */
export function leaveRoom(membership: Membership) {
  return joinedMethod({
    params: z.unknown(),
    run: ({ connection, reply }) =>
      membership.leave(connection, () => {
        reply({});
      }),
  });
}

import { z } from 'zod';
import { joinedMethod } from '../method.js';

/** Tells the client that the way to the server is open, and that its earlier requests are through. */
export function echo() {
  return joinedMethod({
    params: z.unknown(),
    run: ({ reply }) => {
      reply({});
    },
  });
}

import { z } from 'zod';
import { joinedMethod } from '../method.js';

/** What OpenVidu Pro measures network quality with; every client sends it and waits for the answer. */
export function videoData() {
  return joinedMethod({
    params: z.unknown(),
    run: ({ reply }) => {
      reply({});
    },
  });
}

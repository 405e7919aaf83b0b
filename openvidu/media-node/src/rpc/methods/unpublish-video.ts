import { z } from 'zod';
import type { Publishing } from '../../session/publishing.js';
import { joinedMethod } from '../method.js';

export function unpublishVideo(publishing: Publishing) {
  return joinedMethod({
    params: z.unknown(),
    run: ({ connection, reply }) => {
      publishing.unpublish(connection);
      reply({});
    },
  });
}

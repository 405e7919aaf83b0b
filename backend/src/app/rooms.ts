import { INTERNAL_HEADER } from '@seodang/contracts/chat-access';
import type { Router } from 'express';
import type { Access } from '../platform/http/access.js';
import { knowingASecret } from '../platform/http/internal-secret.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import { AccessHints, chatAccessRoutes, RoomDirectory, ticketRoutes, TicketService } from '../rooms/index.js';
import type { Platform } from './platform.js';

export type Rooms = ReturnType<typeof composeRooms>;

/** Where people talk, and what the chat-server is told of it. */
export function composeRooms(platform: Platform) {
  const roomDirectory = new RoomDirectory();
  const hints = new AccessHints(platform);
  const tickets = new TicketService(platform);
  return { roomDirectory, hints, tickets };
}

/** Their doors. */
export function roomsApi({ tickets }: Rooms, access: Access, { redis }: Platform): Router[] {
  const limit = (name: string, points: number, perSec: number) =>
    new RateLimit(redis, { name, points, perSec, withoutRedis: 'open' });
  return [ticketRoutes({ tickets, access, ticketLimit: limit('chat-ticket', 60, 60) })];
}

/** What only the chat-server may ask. */
export function roomsInside({ roomDirectory: directory, tickets }: Rooms, { config }: Platform): Router[] {
  const chatServer = knowingASecret({
    policy: 'internal-secret',
    header: INTERNAL_HEADER,
    secrets: [config.internalSecret],
  });
  return [chatAccessRoutes({ directory, tickets, chatServer })];
}

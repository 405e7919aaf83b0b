import { INTERNAL_HEADER } from '@seodang/contracts/chat-access';
import type { Router } from 'express';
import { attachmentRoutes, attachmentsInside, AttachmentService } from '../attachments/index.js';
import type { CourseDirectory } from '../courses/index.js';
import type { Access } from '../platform/http/access.js';
import { knowingASecret } from '../platform/http/internal-secret.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import {
  BlockService,
  ChannelService,
  chatAccessRoutes,
  DirectService,
  MemberService,
  personRoutes,
  RoomDirectory,
  roomRoutes,
  ThreadService,
  ticketRoutes,
  TicketService,
  type AccessHints,
} from '../rooms/index.js';
import type { Platform } from './platform.js';

export type Rooms = ReturnType<typeof composeRooms>;

const HOUR_SEC = 3600;
/** Of one person. */
const UPLOADS = { points: 10, perSec: HOUR_SEC };

export interface RoomParts {
  readonly courseDirectory: CourseDirectory;
  readonly hints: AccessHints;
}

/** Where people talk, and what the chat-server is told of it. */
export function composeRooms(platform: Platform, parts: RoomParts) {
  const { courseDirectory: courses, hints } = parts;
  const roomDirectory = new RoomDirectory();
  const deps = { ...platform, directory: roomDirectory, hints };
  // Without Redis each process counts for itself: a class must not lose its pictures with the counters.
  const limit = new RateLimit(platform.redis, { ...UPLOADS, name: 'attachment', withoutRedis: 'open' });
  return {
    roomDirectory,
    tickets: new TicketService(platform),
    channels: new ChannelService({ ...deps, courses }),
    threads: new ThreadService(deps),
    members: new MemberService(deps),
    direct: new DirectService(deps),
    blocks: new BlockService(deps),
    attachments: new AttachmentService({ ...deps, limit }),
  };
}

/** Their doors. */
export function roomsApi(rooms: Rooms, access: Access, { redis }: Platform): Router[] {
  const limit = (name: string, points: number, perSec: number) =>
    new RateLimit(redis, { name, points, perSec, withoutRedis: 'open' });
  return [
    ticketRoutes({ ...rooms, access, ticketLimit: limit('chat-ticket', 60, 60) }),
    roomRoutes({ ...rooms, access, threadLimit: limit('thread', 30, 60) }),
    personRoutes({ ...rooms, access, askLimit: limit('ask-direct', 30, HOUR_SEC) }),
    attachmentRoutes(rooms.attachments, access),
  ];
}

/** What only the chat-server may ask. */
export function roomsInside(
  { roomDirectory: directory, tickets, attachments }: Rooms,
  { config }: Platform,
): Router[] {
  const chatServer = knowingASecret({
    policy: 'internal-secret',
    header: INTERNAL_HEADER,
    secrets: [config.internalSecret],
  });
  return [chatAccessRoutes({ directory, tickets, chatServer }), attachmentsInside(attachments, chatServer)];
}

import {
  AccessQuestion,
  ConnectQuestion,
  MembershipsQuestion,
  MembersQuestion,
  RoomsQuestion,
  SignInsQuestion,
  type AccessAnswer,
  type ConnectAnswer,
  type MembershipsAnswer,
  type MembersAnswer,
  type RoomsAnswer,
  type SignInsAnswer,
} from '@seodang/contracts/chat-access';
import express, { Router, type RequestHandler } from 'express';
import type { z } from 'zod';
import { bodyOf } from '@seodang/server-kit/http/input';
import type { RoomDirectory } from './room-directory.js';
import type { TicketService } from './ticket.service.js';

export interface ChatAccessDeps {
  readonly directory: RoomDirectory;
  readonly tickets: TicketService;
  /** Lets the chat-server in, and nobody else. */
  readonly chatServer: RequestHandler;
}

const LARGEST = '256kb';

/** What the chat-server asks, which knows nothing of courses. @see contracts/src/chat-access.ts */
export function chatAccessRoutes({ directory, tickets, chatServer }: ChatAccessDeps): Router {
  const router = Router();
  const json = express.json({ limit: LARGEST });

  router.post('/internal/chat/connect', chatServer, json, async (req, res) => {
    const person = await tickets.introduce(bodyOf(req, ConnectQuestion));
    res.json({ person } satisfies ConnectAnswer);
  });

  router.post('/internal/chat/sign-ins', chatServer, json, async (req, res) => {
    const { signInIds } = bodyOf(req, SignInsQuestion);
    res.json({ ended: await tickets.listEnded(signInIds) } satisfies z.infer<typeof SignInsAnswer>);
  });

  router.post('/internal/chat/rooms', chatServer, json, async (req, res) => {
    const { userId } = bodyOf(req, RoomsQuestion);
    res.json({ rooms: await directory.listOf(userId) } satisfies z.infer<typeof RoomsAnswer>);
  });

  router.post('/internal/chat/access', chatServer, json, async (req, res) => {
    const { userId, roomIds, lessonIds } = bodyOf(req, AccessQuestion);
    const [rooms, lessons] = await Promise.all([
      directory.find(userId, roomIds),
      directory.listLessons(userId, lessonIds),
    ]);
    res.json({ rooms, lessonIds: lessons } satisfies AccessAnswer);
  });

  router.post('/internal/chat/memberships', chatServer, json, async (req, res) => {
    const { people } = bodyOf(req, MembershipsQuestion);
    const found = await Promise.all(people.map(({ userId, roomIds }) => directory.find(userId, roomIds)));
    res.json({ people: found.map((rooms) => ({ rooms })) } satisfies MembershipsAnswer);
  });

  router.post('/internal/chat/members', chatServer, json, async (req, res) => {
    const { roomId, userIds, namedBy } = bodyOf(req, MembersQuestion);
    const members = await directory.listMembersAmong(roomId, userIds, namedBy);
    res.json({ userIds: members } satisfies z.infer<typeof MembersAnswer>);
  });

  return router;
}

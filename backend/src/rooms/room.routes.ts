import { RoomId, UserId } from '@seodang/contracts/ids';
import {
  AnswerDirect,
  AskDirect,
  CreateRoom,
  MembersQuery,
  MuteRoom,
  OpenThread,
  UpdateRoom,
} from '@seodang/contracts/rooms';
import { Router, type Request } from 'express';
import { courseIdOf } from '../courses/index.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf, queryOf } from '@seodang/server-kit/http/input';
import type { RateLimit } from '../platform/http/rate-limit.js';
import type { BlockService } from './block.service.js';
import type { ChannelService } from './channel.service.js';
import type { DirectService } from './direct.service.js';
import type { MemberService } from './member.service.js';
import type { RoomDirectory } from './room-directory.js';
import type { ThreadService } from './thread.service.js';

export interface RoomRouteDeps {
  readonly roomDirectory: RoomDirectory;
  readonly channels: ChannelService;
  readonly threads: ThreadService;
  readonly members: MemberService;
  readonly access: Access;
  /** Threads that one person may open. */
  readonly threadLimit: RateLimit;
}

export function roomRoutes(deps: RoomRouteDeps): Router {
  const { roomDirectory, channels, threads, members, access, threadLimit } = deps;
  const router = Router();

  router.post('/courses/:id/rooms', access.role('instructor'), async (req, res) => {
    const wish = bodyOf(req, CreateRoom);
    res.status(201).json(await channels.create(actorOf(req), courseIdOf(req), wish));
  });

  router.get('/rooms/:id', access.signedIn, async (req, res) => {
    res.json(await roomDirectory.get(actorOf(req).userId, roomIdOf(req)));
  });

  router.patch('/rooms/:id', access.role('instructor'), async (req, res) => {
    res.json(await channels.change(actorOf(req), roomIdOf(req), bodyOf(req, UpdateRoom)));
  });

  router.post('/rooms/:id/threads', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    const wish = bodyOf(req, OpenThread);
    await threadLimit.take(actor.userId);
    res.json(await threads.open(actor, roomIdOf(req), wish));
  });

  router.put('/rooms/:id/mute', access.signedIn, async (req, res) => {
    res.json(await members.mute(actorOf(req), roomIdOf(req), bodyOf(req, MuteRoom)));
  });

  router.get('/rooms/:id/members', access.signedIn, async (req, res) => {
    res.json(await members.list(actorOf(req), roomIdOf(req), queryOf(req, MembersQuery)));
  });

  return router;
}

export interface PersonRouteDeps {
  readonly direct: DirectService;
  readonly blocks: BlockService;
  readonly access: Access;
  /** Conversations that one person may ask for. */
  readonly askLimit: RateLimit;
}

/** What is between two people. */
export function personRoutes({ direct, blocks, access, askLimit }: PersonRouteDeps): Router {
  const router = Router();

  router.post('/direct-rooms', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    const wish = bodyOf(req, AskDirect);
    await askLimit.take(actor.userId);
    res.json(await direct.ask(actor, wish));
  });

  router.put('/direct-rooms/:id/answer', access.signedIn, async (req, res) => {
    res.json(await direct.answer(actorOf(req), roomIdOf(req), bodyOf(req, AnswerDirect)));
  });

  router.get('/me/blocks', access.signedIn, async (req, res) => {
    res.json(await blocks.list(actorOf(req)));
  });

  router.put('/me/blocks/:userId', access.signedIn, async (req, res) => {
    await blocks.block(actorOf(req), userIdOf(req));
    res.status(204).end();
  });

  router.delete('/me/blocks/:userId', access.signedIn, async (req, res) => {
    await blocks.unblock(actorOf(req), userIdOf(req));
    res.status(204).end();
  });

  return router;
}

/** The room a path names. @throws {AppError} `room.not_found` when it cannot be one's id. */
export function roomIdOf(req: Request): RoomId {
  const id = RoomId.safeParse(req.params['id']);
  if (!id.success) throw new AppError('room.not_found');
  return id.data;
}

function userIdOf(req: Request): UserId {
  const id = UserId.safeParse(req.params['userId']);
  if (!id.success) throw new AppError('person.not_found');
  return id.data;
}

import type { RoomList } from '@seodang/contracts/chat';
import { Router } from 'express';
import { personOf, type Access } from '../platform/http/access.js';
import type { RoomListService } from './room-list.service.js';

/** The rooms of the person who asks. */
export function roomListRoutes(rooms: RoomListService, access: Access): Router {
  const router = Router();

  router.get('/rooms', access.signedIn, async (req, res) => {
    res.json((await rooms.of(personOf(req).userId)) satisfies RoomList);
  });

  return router;
}

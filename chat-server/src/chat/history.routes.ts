import {
  ChangesQuery,
  HistoryQuery,
  SearchQuery,
  type Changes,
  type HistoryPage,
  type MessageHistory,
} from '@seodang/contracts/chat';
import { MessageId, RoomId } from '@seodang/contracts/ids';
import { Router } from 'express';
import { personOf, type Access } from '../platform/http/access.js';
import { pathOf, queryOf } from '@seodang/server-kit/http/input';
import type { HistoryService } from './history.service.js';

/** What was said: by place, since an instant, by words; and for operators what it said before. */
export function historyRoutes(history: HistoryService, access: Access): Router {
  const router = Router();

  router.get('/rooms/:roomId/messages', access.signedIn, async (req, res) => {
    const roomId = pathOf(req, 'roomId', RoomId, 'room.not_found');
    const query = queryOf(req, HistoryQuery);
    res.json((await history.page(personOf(req).userId, roomId, query)) satisfies HistoryPage);
  });

  router.get('/rooms/:roomId/changes', access.signedIn, async (req, res) => {
    const roomId = pathOf(req, 'roomId', RoomId, 'room.not_found');
    const query = queryOf(req, ChangesQuery);
    res.json((await history.changes(personOf(req).userId, roomId, query)) satisfies Changes);
  });

  router.get('/rooms/:roomId/search', access.signedIn, async (req, res) => {
    const roomId = pathOf(req, 'roomId', RoomId, 'room.not_found');
    const query = queryOf(req, SearchQuery);
    res.json({ items: await history.search(personOf(req).userId, roomId, query) });
  });

  router.get('/rooms/:roomId/pins', access.signedIn, async (req, res) => {
    const roomId = pathOf(req, 'roomId', RoomId, 'room.not_found');
    res.json({ items: await history.pins(personOf(req).userId, roomId) });
  });

  router.get('/messages/:messageId/history', access.operator, async (req, res) => {
    const messageId = pathOf(req, 'messageId', MessageId, 'message.not_found');
    res.json((await history.formerTexts(messageId)) satisfies MessageHistory);
  });

  return router;
}

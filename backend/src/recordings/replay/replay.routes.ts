import { BookmarkId } from '@seodang/contracts/ids';
import { AddBookmark, ChangeBookmark, ReplayQuery, ReportProgress } from '@seodang/contracts/replay';
import { AppError } from '@seodang/server-kit/errors';
import { bodyOf, queryOf } from '@seodang/server-kit/http/input';
import { Router, type Request } from 'express';
import { lessonIdOf } from '../../lessons/index.js';
import type { Access } from '../../platform/http/access.js';
import { actorOf, findActor } from '../../platform/http/actor.js';
import { limited, type RateLimit } from '../../platform/http/rate-limit.js';
import { recordingIdOf } from '../recording.routes.js';
import type { ReplayService } from './replay.service.js';

export interface ReplayRouteDeps {
  readonly replay: ReplayService;
  readonly access: Access;
  readonly limits: {
    /** Replays that one person, or a visitor's address, opens. */
    readonly views: RateLimit;
    /** What one person keeps: a player tells every ten seconds how far it is. */
    readonly keeps: RateLimit;
  };
}

/** Watching recordings. */
export function replayRoutes({ replay, access, limits }: ReplayRouteDeps): Router {
  const router = Router();
  const keeps = limited(limits.keeps);

  router.get('/lessons/:id/recordings', access.signedIn, async (req, res) => {
    res.json(await replay.listOf(actorOf(req), lessonIdOf(req)));
  });

  router.get('/recordings/:id/replay', access.visitor, limited(limits.views), async (req, res) => {
    const query = queryOf(req, ReplayQuery);
    res.json(await replay.view(findActor(req), recordingIdOf(req), query));
  });

  router.put('/recordings/:id/progress', access.signedIn, keeps, async (req, res) => {
    res.json(await replay.report(actorOf(req), recordingIdOf(req), bodyOf(req, ReportProgress)));
  });

  router.get('/recordings/:id/bookmarks', access.signedIn, async (req, res) => {
    res.json(await replay.listBookmarks(actorOf(req), recordingIdOf(req)));
  });

  router.post('/recordings/:id/bookmarks', access.signedIn, keeps, async (req, res) => {
    const bookmark = await replay.addBookmark(actorOf(req), recordingIdOf(req), bodyOf(req, AddBookmark));
    res.status(201).json(bookmark);
  });

  router.patch('/recordings/:id/bookmarks/:bookmarkId', access.signedIn, keeps, async (req, res) => {
    const place = { id: recordingIdOf(req), bookmarkId: bookmarkIdOf(req) };
    res.json(await replay.changeBookmark(actorOf(req), place, bodyOf(req, ChangeBookmark)));
  });

  router.delete('/recordings/:id/bookmarks/:bookmarkId', access.signedIn, keeps, async (req, res) => {
    await replay.removeBookmark(actorOf(req), recordingIdOf(req), bookmarkIdOf(req));
    res.status(204).end();
  });

  return router;
}

function bookmarkIdOf({ params }: Request): BookmarkId {
  const id = BookmarkId.safeParse(params['bookmarkId']);
  if (!id.success) throw new AppError('bookmark.not_found');
  return id.data;
}

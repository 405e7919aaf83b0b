import { SetMark, TimelineQuery } from '@seodang/contracts/timeline';
import { bodyOf, queryOf } from '@seodang/server-kit/http/input';
import { Router } from 'express';
import { lessonIdOf } from '../lessons/index.js';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import type { RateLimit } from '../platform/http/rate-limit.js';
import type { TimelineService } from './timeline.service.js';

export interface TimelineRouteDeps {
  readonly timeline: TimelineService;
  readonly access: Access;
  /** Marks one person may set. */
  readonly limit: RateLimit;
}

/** What happened in a lesson, and the moments that its instructor marks. */
export function timelineRoutes({ timeline, access, limit }: TimelineRouteDeps): Router {
  const router = Router();

  router.get('/lessons/:id/timeline', access.signedIn, async (req, res) => {
    const { recording } = queryOf(req, TimelineQuery);
    res.json(await timeline.view(actorOf(req), lessonIdOf(req), recording));
  });

  router.post('/lessons/:id/marks', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    const mark = bodyOf(req, SetMark);
    await limit.take(actor.userId);
    res.status(201).json(await timeline.mark(actor, lessonIdOf(req), mark));
  });

  return router;
}

import { PresenceBeat } from '@seodang/contracts/lessons';
import { Router } from 'express';
import { lessonIdOf } from '../lessons/index.js';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf } from '@seodang/server-kit/http/input';
import type { RateLimit } from '../platform/http/rate-limit.js';
import type { AttendanceService } from './attendance.service.js';

export interface AttendanceRouteDeps {
  readonly attendance: AttendanceService;
  readonly access: Access;
  /** Beats one person may send. */
  readonly beatLimit: RateLimit;
}

export function attendanceRoutes({ attendance, access, beatLimit }: AttendanceRouteDeps): Router {
  const router = Router();

  router.get('/lessons/:id/attendance', access.signedIn, async (req, res) => {
    res.json(await attendance.view(actorOf(req), lessonIdOf(req)));
  });

  router.post('/lessons/:id/presence', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    const beat = bodyOf(req, PresenceBeat);
    await beatLimit.take(actor.userId);
    await attendance.beat(actor, lessonIdOf(req), beat);
    res.status(204).end();
  });

  return router;
}

import { Router } from 'express';
import { lessonIdOf } from '../lessons/index.js';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import type { CalendarService } from './calendar.service.js';

export function calendarRoutes(calendar: CalendarService, access: Access): Router {
  const router = Router();

  router.get('/lessons/:id/calendar.ics', access.signedIn, async (req, res) => {
    const text = await calendar.ofLesson(actorOf(req), lessonIdOf(req));
    res.attachment('lesson.ics').type('text/calendar; charset=utf-8; method=PUBLISH').send(text);
  });

  return router;
}

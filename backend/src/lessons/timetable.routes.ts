import { CancelLesson, ScheduleLesson, UpdateLesson } from '@seodang/contracts/lessons';
import { Router } from 'express';
import { courseIdOf } from '../courses/index.js';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf } from '@seodang/server-kit/http/input';
import { lessonIdOf } from './lesson.routes.js';
import type { TimetableService } from './timetable.service.js';

export function timetableRoutes(timetable: TimetableService, access: Access): Router {
  const router = Router();
  const instructor = access.role('instructor');

  router.post('/courses/:id/lessons', instructor, async (req, res) => {
    const wish = bodyOf(req, ScheduleLesson);
    res.status(201).json(await timetable.schedule(actorOf(req), courseIdOf(req), wish));
  });

  router.patch('/lessons/:id', instructor, async (req, res) => {
    res.json(await timetable.change(actorOf(req), lessonIdOf(req), bodyOf(req, UpdateLesson)));
  });

  router.post('/lessons/:id/cancel', instructor, async (req, res) => {
    res.json(await timetable.cancel(actorOf(req), lessonIdOf(req), bodyOf(req, CancelLesson)));
  });

  router.post('/lessons/:id/restore', instructor, async (req, res) => {
    res.json(await timetable.restore(actorOf(req), lessonIdOf(req)));
  });

  return router;
}

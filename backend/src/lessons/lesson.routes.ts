import { LessonId } from '@seodang/contracts/ids';
import { JoinLesson, MyLessonsQuery } from '@seodang/contracts/lessons';
import { Router, type Request } from 'express';
import { AppError } from '@seodang/server-kit/errors';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf, queryOf } from '@seodang/server-kit/http/input';
import { noteLogIds } from '@seodang/server-kit/log';
import type { RateLimit } from '../platform/http/rate-limit.js';
import type { JoinService } from './join.service.js';
import type { LessonService } from './lesson.service.js';

export interface LessonRouteDeps {
  readonly lessons: LessonService;
  readonly door: JoinService;
  readonly access: Access;
  /** Connections one person may ask for. */
  readonly joinLimit: RateLimit;
}

export function lessonRoutes({ lessons, door, access, joinLimit }: LessonRouteDeps): Router {
  const router = Router();

  router.get('/me/lessons', access.signedIn, async (req, res) => {
    res.json(await lessons.listMine(actorOf(req), queryOf(req, MyLessonsQuery)));
  });

  router.get('/lessons/:id', access.signedIn, async (req, res) => {
    res.json(await lessons.get(actorOf(req), lessonIdOf(req)));
  });

  router.get('/lessons/:id/snapshot', access.signedIn, async (req, res) => {
    res.json(await lessons.snapshot(actorOf(req), lessonIdOf(req)));
  });

  router.post('/lessons/:id/start', access.signedIn, async (req, res) => {
    res.json(await lessons.start(actorOf(req), lessonIdOf(req)));
  });

  router.post('/lessons/:id/join', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    const wish = bodyOf(req, JoinLesson);
    await joinLimit.take(actor.userId);
    res.json(await door.join(actor, lessonIdOf(req), wish));
  });

  router.post('/lessons/:id/end', access.signedIn, async (req, res) => {
    res.json(await lessons.end(actorOf(req), lessonIdOf(req)));
  });

  return router;
}

/** The lesson a path names; what is logged from here on carries its id. @throws {AppError} `lesson.not_found` when it cannot be one's id. */
export function lessonIdOf(req: Request): LessonId {
  const id = LessonId.safeParse(req.params['id']);
  if (!id.success) throw new AppError('lesson.not_found');
  noteLogIds({ lessonId: id.data });
  return id.data;
}

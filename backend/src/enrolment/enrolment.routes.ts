import { CoursePeopleQuery } from '@seodang/contracts/enrolment';
import { CourseId } from '@seodang/contracts/ids';
import { Router, type Request } from 'express';
import { AppError } from '@seodang/server-kit/errors';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { queryOf } from '@seodang/server-kit/http/input';
import type { RateLimit } from '../platform/http/rate-limit.js';
import type { EnrolmentService } from './enrolment.service.js';

export interface EnrolmentRouteDeps {
  readonly enrolment: EnrolmentService;
  readonly access: Access;
  /** Changes of enrolments that one person may ask for. */
  readonly enrolLimit: RateLimit;
}

export function enrolmentRoutes({ enrolment, access, enrolLimit }: EnrolmentRouteDeps): Router {
  const router = Router();

  router.put('/courses/:id/enrolment', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    await enrolLimit.take(actor.userId);
    res.json(await enrolment.enrol(actor, courseIdOf(req)));
  });

  router.delete('/courses/:id/enrolment', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    await enrolLimit.take(actor.userId);
    res.json(await enrolment.leave(actor, courseIdOf(req)));
  });

  router.get('/courses/:id/people', access.signedIn, async (req, res) => {
    res.json(await enrolment.listPeople(actorOf(req), courseIdOf(req), queryOf(req, CoursePeopleQuery)));
  });

  return router;
}

function courseIdOf(req: Request): CourseId {
  const id = CourseId.safeParse(req.params['id']);
  if (!id.success) throw new AppError('course.not_found');
  return id.data;
}

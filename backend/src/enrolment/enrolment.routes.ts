import { CoursePeopleQuery } from '@seodang/contracts/enrolment';
import { CourseId, UserId } from '@seodang/contracts/ids';
import { Router, type Request } from 'express';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { pathOf, queryOf } from '@seodang/server-kit/http/input';
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

  router.delete('/courses/:id/people/:userId', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    await enrolLimit.take(actor.userId);
    res.json(await enrolment.remove(actor, courseIdOf(req), personIdOf(req)));
  });

  router.post('/courses/:id/people/:userId/readmit', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    await enrolLimit.take(actor.userId);
    res.json(await enrolment.readmit(actor, courseIdOf(req), personIdOf(req)));
  });

  return router;
}

function courseIdOf(req: Request): CourseId {
  return pathOf(req, 'id', CourseId, 'course.not_found');
}

function personIdOf(req: Request): UserId {
  return pathOf(req, 'userId', UserId, 'request.not_found');
}

import { UserId } from '@seodang/contracts/ids';
import { SetSpeaking } from '@seodang/contracts/lessons';
import { Router, type Request } from 'express';
import { AppError } from '@seodang/server-kit/errors';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf } from '@seodang/server-kit/http/input';
import type { RateLimit } from '../platform/http/rate-limit.js';
import { lessonIdOf } from './lesson.routes.js';
import type { PeopleService } from './people.service.js';
import type { PersonKey } from './speaking.rules.js';

export interface PeopleRouteDeps {
  readonly people: PeopleService;
  readonly access: Access;
  /** Decisions one instructor may make. */
  readonly decisionLimit: RateLimit;
}

export function peopleRoutes({ people, access, decisionLimit }: PeopleRouteDeps): Router {
  const router = Router();

  router.get('/lessons/:id/people', access.signedIn, async (req, res) => {
    res.json(await people.list(actorOf(req), lessonIdOf(req)));
  });

  router.get('/lessons/:id/inside', access.signedIn, async (req, res) => {
    res.json(await people.inside(actorOf(req), lessonIdOf(req)));
  });

  router.put('/lessons/:id/people/:userId/speaking', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    const wish = bodyOf(req, SetSpeaking);
    await decisionLimit.take(actor.userId);
    await people.setSpeaking(actor, personOf(req), wish);
    res.status(204).end();
  });

  router.post('/lessons/:id/people/:userId/remove', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    await decisionLimit.take(actor.userId);
    await people.remove(actor, personOf(req));
    res.status(204).end();
  });

  router.post('/lessons/:id/people/:userId/readmit', access.signedIn, async (req, res) => {
    const actor = actorOf(req);
    await decisionLimit.take(actor.userId);
    await people.readmit(actor, personOf(req));
    res.status(204).end();
  });

  return router;
}

function personOf(req: Request): PersonKey {
  const lessonId = lessonIdOf(req);
  const userId = UserId.safeParse(req.params['userId']);
  if (!userId.success) throw new AppError('lesson.person_not_found');
  return { lessonId, userId: userId.data };
}

import { UpdateMe } from '@seodang/contracts/identity';
import { Router } from 'express';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf } from '@seodang/server-kit/http/input';
import type { MeService } from './me.service.js';

export function meRoutes(me: MeService, access: Access): Router {
  const router = Router();

  router.get('/me', access.signedIn, async (req, res) => {
    res.json(await me.get(actorOf(req)));
  });

  router.patch('/me', access.signedIn, async (req, res) => {
    res.json(await me.update(actorOf(req), bodyOf(req, UpdateMe)));
  });

  return router;
}

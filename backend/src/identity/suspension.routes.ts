import { SuspendUser } from '@seodang/contracts/identity';
import { UserId } from '@seodang/contracts/ids';
import { bodyOf, pathOf } from '@seodang/server-kit/http/input';
import { Router } from 'express';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import type { SuspensionService } from './suspension.service.js';

export function suspensionRoutes(suspensions: SuspensionService, access: Access): Router {
  const router = Router();

  router.put('/users/:id/suspension', access.role('operator'), async (req, res) => {
    const userId = pathOf(req, 'id', UserId, 'request.not_found');
    await suspensions.change(actorOf(req), userId, bodyOf(req, SuspendUser));
    res.status(204).end();
  });

  return router;
}

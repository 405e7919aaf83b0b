import { GiveConsent } from '@seodang/contracts/lessons';
import { Router } from 'express';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { bodyOf } from '@seodang/server-kit/http/input';
import type { ConsentService } from './consent.service.js';

export function consentRoutes(consents: ConsentService, access: Access): Router {
  const router = Router();

  router.get('/me/consent', access.signedIn, async (req, res) => {
    res.json(await consents.view(actorOf(req)));
  });

  router.put('/me/consent', access.signedIn, async (req, res) => {
    res.json(await consents.give(actorOf(req), bodyOf(req, GiveConsent)));
  });

  return router;
}

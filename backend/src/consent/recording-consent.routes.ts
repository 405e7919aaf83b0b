import { LessonId } from '@seodang/contracts/ids';
import { GiveRecordingConsent, type ConsentLedger } from '@seodang/contracts/recording-consent';
import { bodyOf, pathOf } from '@seodang/server-kit/http/input';
import { Router, type Request } from 'express';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { limited, type RateLimit } from '../platform/http/rate-limit.js';
import { toCsv } from './ledger.rules.js';
import type { RecordingConsentService } from './recording-consent.service.js';

export interface RecordingConsentRouteDeps {
  readonly consents: RecordingConsentService;
  readonly access: Access;
  /** Words of one person: each other one is kept for good, and their connection follows it. */
  readonly limit: RateLimit;
}

export function recordingConsentRoutes({ consents, access, limit }: RecordingConsentRouteDeps): Router {
  const router = Router();

  router.get('/lessons/:id/recording-consent', access.signedIn, async (req, res) => {
    res.json(await consents.view(actorOf(req), lessonIdOf(req)));
  });

  router.put('/lessons/:id/recording-consent', access.signedIn, limited(limit), async (req, res) => {
    res.json(await consents.give(actorOf(req), lessonIdOf(req), bodyOf(req, GiveRecordingConsent)));
  });

  router.get('/lessons/:id/consents', access.signedIn, async (req, res) => {
    res.json(await consents.ledger(actorOf(req), lessonIdOf(req)));
  });

  router.get('/lessons/:id/consents.csv', access.signedIn, async (req, res) => {
    const ledger: ConsentLedger = await consents.ledger(actorOf(req), lessonIdOf(req));
    res.attachment(`consents-${ledger.lessonId}.csv`).type('text/csv; charset=utf-8').send(toCsv(ledger));
  });

  return router;
}

function lessonIdOf(req: Request): LessonId {
  return pathOf(req, 'id', LessonId, 'lesson.not_found');
}

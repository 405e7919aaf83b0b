import { WebhookEnvelope } from '@seodang/contracts/openvidu/webhook';
import express, { Router, type Request } from 'express';
import { AppError } from '@seodang/server-kit/errors';
import { knowingASecret } from '../platform/http/internal-secret.js';
import { isNestedDeeperThan } from './json-depth.rules.js';
import type { WebhookDesk } from './webhook-desk.service.js';

const HEADER = 'x-seodang-hook';
const MOST_BYTES = 64 * 1024;
const DEEPEST = 32;

export interface WebhookRouteDeps {
  readonly desk: WebhookDesk;
  /** Any one of them opens the door, so that a secret can be changed without a gap. */
  readonly secrets: readonly string[];
}

/**
 * The door for OpenVidu's webhooks. It answers 200 once the raw body is committed: OpenVidu takes nothing else for
 * success, and sends nothing further until it has an answer.
 */
export function webhookRoutes({ desk, secrets }: WebhookRouteDeps): Router {
  const router = Router();
  const mediaServer = knowingASecret({ policy: 'webhook-secret', header: HEADER, secrets });
  const raw = express.raw({ type: () => true, limit: MOST_BYTES });

  router.post('/internal/openvidu-webhook', mediaServer, raw, async (req, res) => {
    const body = bytesOf(req);
    await desk.accept({ event: envelopeOf(body).event, body });
    res.status(200).end();
  });

  return router;
}

function bytesOf(req: Request): Buffer {
  if (!Buffer.isBuffer(req.body)) throw new AppError('request.invalid');
  return req.body;
}

function envelopeOf(body: Buffer): WebhookEnvelope {
  if (isNestedDeeperThan(DEEPEST, body)) throw new AppError('request.invalid');
  try {
    return WebhookEnvelope.parse(JSON.parse(body.toString('utf8')));
  } catch (cause) {
    throw new AppError('request.invalid', {}, { cause });
  }
}

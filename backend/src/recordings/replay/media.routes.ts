import { Router, type Request, type RequestHandler, type Response } from 'express';
import { AppError } from '@seodang/server-kit/errors';
import { declare } from '../../platform/http/access.js';
import type { Media, ReplayMedia } from './media.service.js';

/** Whoever has a link that we signed; the service reads it. */
const signedLink: RequestHandler = declare('signed-link', (_req, _res, next) => {
  next();
});

/** It never changes under its path, but who may see it does: only the browser that asked keeps it, as long as links live. */
const FOR_ONE = 'private, max-age=600';

/** Under `/media`. The proxy sends the bytes, with ranges, after this said yes. */
export function mediaRoutes(media: ReplayMedia): Router {
  const router = Router();

  router.get('/recordings/*path', signedLink, async (req, res) => {
    send(res, await media.open(`${req.baseUrl}${req.path}`, tokenOf(req)));
  });

  return router;
}

function tokenOf({ query }: Request): string {
  const token = query['t'];
  if (typeof token !== 'string') throw new AppError('recording.link_invalid');
  return token;
}

function send(res: Response, media: Media): void {
  res.set({ 'Content-Type': media.type, 'Cross-Origin-Resource-Policy': 'same-origin' });
  if (media.kind === 'text') {
    res.send(media.text);
    return;
  }
  res.set('Cache-Control', FOR_ONE);
  if (media.kind === 'picture') {
    res.send(media.bytes);
    return;
  }
  const { innerPath, saveAs } = media;
  if (saveAs !== null) res.attachment(saveAs).set('Content-Type', media.type);
  res.set('X-Accel-Redirect', innerPath).end();
}

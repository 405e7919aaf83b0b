import { raw, Router, type Request } from 'express';
import { AppError } from '@seodang/server-kit/errors';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { courseIdOf } from './course-id.js';
import { COVER_WIDTHS, type CoverWidth } from './cover-picture.js';
import type { CoverService } from './cover.service.js';

const LARGEST = '8mb';
const A_YEAR = 'public, max-age=31536000, immutable';

/** Pictures are sent as they are, not in a form; what they are is read from their content. */
export function coverRoutes(covers: CoverService, access: Access): Router {
  const router = Router();
  const instructor = access.role('instructor');
  const picture = raw({ type: () => true, limit: LARGEST, inflate: false });

  router.put('/courses/:id/cover', instructor, picture, async (req, res) => {
    res.json(await covers.replace(actorOf(req), courseIdOf(req), uploadOf(req)));
  });

  router.delete('/courses/:id/cover', instructor, async (req, res) => {
    res.json(await covers.remove(actorOf(req), courseIdOf(req)));
  });

  router.get('/covers/:hash/:width.webp', access.anyone, async (req, res) => {
    const { hash, width } = coverOf(req);
    const body = await covers.read(hash, width);
    res
      .set({ ETag: `"${hash}-${width}"`, 'Cache-Control': A_YEAR })
      .type('image/webp')
      .send(body);
  });

  return router;
}

function uploadOf({ body }: Request): Buffer {
  if (!Buffer.isBuffer(body)) throw new AppError('course.cover_unreadable');
  return body;
}

function coverOf({ params }: Request): { hash: string; width: CoverWidth } {
  const hash = String(params['hash']);
  const width = COVER_WIDTHS.find((each) => String(each) === params['width']);
  if (width === undefined || !/^[0-9a-f]{64}$/.test(hash)) throw new AppError('request.not_found');
  return { hash, width };
}

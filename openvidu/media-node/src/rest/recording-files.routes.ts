import { type RequestHandler, Router } from 'express';
import type { RecordingParts } from '../recorder/assemble.js';
import { RestError } from './rest-error.js';

/**
 * The film or archive of a recording, and its small picture, whole or in ranges. Nothing else of the disk is reached:
 * the recording has to be known, and the name has to be one of its two.
 *
 * @param guard Lets through who may see them.
 */
export function recordingFileRoutes(recording: RecordingParts | null, guard: RequestHandler): Router {
  const router = Router();
  router.use(guard);
  router.get('/:recordingId/:file', (request, response, next) => {
    const { recordingId, file } = request.params;
    const found = recording?.library.find(recordingId);
    const isItsOwn = found?.isOver && (file === found.fileName || file === found.thumbnailName);
    if (!recording || !found || !isItsOwn) throw new RestError(404);
    const options = {
      root: recording.shelf.folder(found.id),
      dotfiles: 'deny',
      cacheControl: false,
    } as const;
    response.set('Cache-Control', 'private, no-cache');
    response.sendFile(file, options, (error) => {
      if (error) next(response.headersSent || isAborted(error) ? error : new RestError(statusOf(error)));
    });
  });
  return router;
}

function isAborted(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ECONNABORTED';
}

/** 404 for a file that is not there, 416 for a range that it does not have. */
function statusOf(error: Error): number {
  return 'status' in error && typeof error.status === 'number' ? error.status : 404;
}

import { type RecordingWire, StartRecordingBody } from '@seodang/contracts/openvidu/rest';
import { Router } from 'express';
import { z } from 'zod';
import { type Config, publicUrl } from '../config.js';
import type { RecordingParts } from '../recorder/assemble.js';
import type { Recording } from '../recorder/recording.js';
import { RecorderError, type RecorderErrorKind } from '../recorder/recorder-error.js';
import { parseBody, RestError } from './rest-error.js';

export interface RecordingRouteDeps {
  readonly config: Config;
  /** null when recording is off. */
  readonly recording: RecordingParts | null;
}

/** How long a stop waits for an archive, which takes no coding: OpenVidu's own always answers with the end. */
const ARCHIVE_WITHIN_MS = 10_000;

const OfSession = z.object({ session: z.string() });

/** @see https://docs.openvidu.io/en/2.32.0/reference-docs/REST-API/#the-recording-object */
export function recordingRoutes({ config, recording }: RecordingRouteDeps): Router {
  return recording ? routes(recording, publicUrl(config)) : refusals();
}

/** Recording is off: OpenVidu answers 501 to every one of these then, before it looks at anything else. */
function refusals(): Router {
  const router = Router();
  const posts = ['/recordings/start', '/recordings/stop/:recordingId', '/recordings/remake/:recordingId'];
  router.post(posts, (_request, response) => {
    response.status(501).end();
  });
  router.get(['/recordings', '/recordings/:recordingId'], (_request, response) => {
    response.status(501).end();
  });
  router.delete('/recordings/:recordingId', (_request, response) => {
    response.status(501).end();
  });
  return router;
}

function routes({ recorder, library }: RecordingParts, origin: string): Router {
  const view = (recording: Recording): RecordingWire => ({
    ...recording.toWire(origin),
    ...(recording.status === 'stopped' && { progress: library.progressOf(recording) ?? 0 }),
  });
  const router = Router();

  router.post('/recordings/start', async (request, response) => {
    const { session } = parseBody(OfSession, request.body);
    await answering(() => recorder.assertRecordable(session));
    const wish = parseBody(StartRecordingBody, request.body);
    response.json(view(await answering(() => recorder.start(session, wish))));
  });

  router.post('/recordings/stop/:recordingId', async (request, response) => {
    const recording = await answering(() => recorder.stop(request.params.recordingId));
    if (recording.isIndividual) await Promise.race([library.whenMade(recording), afterMs(ARCHIVE_WITHIN_MS)]);
    response.json(view(recording));
  });

  // OpenVidu has no such call: its files cannot be made again.
  router.post('/recordings/remake/:recordingId', async (request, response) => {
    response.json(view(await answering(() => library.remake(request.params.recordingId))));
  });

  router.get('/recordings', (_request, response) => {
    const items = library.list().map(view);
    response.json({ count: items.length, items });
  });

  router.get('/recordings/:recordingId', (request, response) => {
    const recording = library.find(request.params.recordingId);
    if (!recording) throw new RestError(404);
    response.json(view(recording));
  });

  router.delete('/recordings/:recordingId', async (request, response) => {
    await answering(() => library.remove(request.params.recordingId));
    response.status(204).end();
  });

  return router;
}

const STATUS: Readonly<Record<RecorderErrorKind, number>> = {
  'session-unknown': 404,
  'session-busy': 409,
  'session-empty': 406,
  properties: 422,
  'recording-unknown': 404,
  'recording-starting': 406,
  'recording-under-way': 409,
  'take-gone': 410,
  'disk-full': 503,
  engine: 500,
};
/** Of these the caller is told in words, as nothing in the request tells. */
const EXPLAINED: ReadonlySet<RecorderErrorKind> = new Set(['properties', 'disk-full', 'engine']);

async function answering<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RecorderError)) throw error;
    throw new RestError(STATUS[error.kind], EXPLAINED.has(error.kind) ? error.message : '');
  }
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

import { RecordingId } from '@seodang/contracts/ids';
import { PageQuery } from '@seodang/contracts/paging';
import {
  RemoveRecording,
  StartRecording,
  StudioRecordingsQuery,
  Trim,
  UpdateRecording,
} from '@seodang/contracts/recordings';
import { CaptionLanguage, MOST_CAPTIONS_BYTES, SetChapters } from '@seodang/contracts/replay';
import { AppError } from '@seodang/server-kit/errors';
import { bodyOf, queryOf } from '@seodang/server-kit/http/input';
import { raw, Router, type Request } from 'express';
import { lessonIdOf } from '../lessons/index.js';
import type { Access } from '../platform/http/access.js';
import { actorOf } from '../platform/http/actor.js';
import { limited, type RateLimit } from '../platform/http/rate-limit.js';
import type { LedgerService } from './ledger.service.js';
import type { RecordingLifecycle } from './lifecycle.service.js';
import type { RecordingStudio } from './studio/studio.service.js';

export interface RecordingRouteDeps {
  readonly lifecycle: RecordingLifecycle;
  readonly studio: RecordingStudio;
  readonly deeds: LedgerService;
  readonly access: Access;
  readonly limits: {
    /** Starts and rebuilds of one person. */
    readonly works: RateLimit;
    /** Everything else that one person changes. */
    readonly changes: RateLimit;
    /** Files of captions. */
    readonly files: RateLimit;
  };
}

/** Recording a lesson, and what instructors do with what came of it. */
export function recordingRoutes(deps: RecordingRouteDeps): Router {
  return Router().use(lessonRoutes(deps)).use(studioRoutes(deps));
}

/** What is recorded of a lesson, and by whom. */
function lessonRoutes({ lifecycle, studio, deeds, access, limits }: RecordingRouteDeps): Router {
  const router = Router();

  router.post('/lessons/:id/recording', access.signedIn, limited(limits.works), async (req, res) => {
    const actor = actorOf(req);
    const wish = bodyOf(req, StartRecording.default({}));
    res.status(201).json(studio.view(actor, await lifecycle.start(actor, lessonIdOf(req), wish)));
  });

  router.post('/lessons/:id/recording/stop', access.signedIn, limited(limits.changes), async (req, res) => {
    const actor = actorOf(req);
    res.json(studio.view(actor, await lifecycle.stop(actor, lessonIdOf(req))));
  });

  router.get('/lessons/:id/recording-ledger', access.signedIn, async (req, res) => {
    res.json(await deeds.view(actorOf(req), lessonIdOf(req)));
  });

  router.get('/lessons/:id/recording-ledger.csv', access.signedIn, async (req, res) => {
    const lessonId = lessonIdOf(req);
    const table = await deeds.export(actorOf(req), lessonId);
    res.attachment(`recordings-${lessonId}.csv`).type('text/csv; charset=utf-8').send(table);
  });

  return router;
}

/** Single recordings, and lists of them. */
function studioRoutes({ studio, access, limits }: RecordingRouteDeps): Router {
  const router = Router();
  const works = limited(limits.works);
  const changes = limited(limits.changes);
  const files = limited(limits.files);
  const file = raw({ type: () => true, limit: MOST_CAPTIONS_BYTES, inflate: false });

  router.get('/studio/recordings', access.role('instructor'), async (req, res) => {
    res.json(await studio.listOwn(actorOf(req), queryOf(req, StudioRecordingsQuery)));
  });

  router.get('/recordings', access.role('operator'), async (req, res) => {
    res.json(await studio.listAll(actorOf(req), queryOf(req, StudioRecordingsQuery)));
  });

  router.get('/recordings/:id', access.signedIn, async (req, res) => {
    res.json(await studio.get(actorOf(req), recordingIdOf(req)));
  });

  router.patch('/recordings/:id', access.signedIn, changes, async (req, res) => {
    res.json(await studio.change(actorOf(req), recordingIdOf(req), bodyOf(req, UpdateRecording)));
  });

  router.delete('/recordings/:id', access.signedIn, changes, async (req, res) => {
    const wish = bodyOf(req, RemoveRecording.prefault({}));
    res.json(await studio.remove(actorOf(req), recordingIdOf(req), wish));
  });

  router.post('/recordings/:id/restore', access.signedIn, changes, async (req, res) => {
    res.json(await studio.restore(actorOf(req), recordingIdOf(req)));
  });

  router.post('/recordings/:id/rebuild', access.signedIn, works, async (req, res) => {
    res.json(await studio.rebuild(actorOf(req), recordingIdOf(req)));
  });

  router.put('/recordings/:id/trim', access.signedIn, changes, async (req, res) => {
    res.json(await studio.trim(actorOf(req), recordingIdOf(req), bodyOf(req, Trim)));
  });

  router.put('/recordings/:id/chapters', access.signedIn, changes, async (req, res) => {
    res.json(await studio.setChapters(actorOf(req), recordingIdOf(req), bodyOf(req, SetChapters)));
  });

  router.put('/recordings/:id/captions/:lang', access.signedIn, files, file, async (req, res) => {
    const upload = { lang: languageOf(req), file: bytesOf(req) };
    res.json(await studio.setCaptions(actorOf(req), recordingIdOf(req), upload));
  });

  router.delete('/recordings/:id/captions/:lang', access.signedIn, changes, async (req, res) => {
    await studio.removeCaptions(actorOf(req), recordingIdOf(req), languageOf(req));
    res.status(204).end();
  });

  router.get('/recordings/:id/viewers', access.signedIn, async (req, res) => {
    res.json(await studio.listViewers(actorOf(req), recordingIdOf(req), queryOf(req, PageQuery)));
  });

  return router;
}

/** The recording a path names. @throws {AppError} `recording.not_found` when it cannot be one's id. */
export function recordingIdOf({ params }: Request): RecordingId {
  const id = RecordingId.safeParse(params['id']);
  if (!id.success) throw new AppError('recording.not_found');
  return id.data;
}

function languageOf({ params }: Request): string {
  const lang = CaptionLanguage.safeParse(params['lang']);
  if (!lang.success) throw new AppError('recording.captions_not_found');
  return lang.data;
}

function bytesOf({ body }: Request): Buffer {
  if (!Buffer.isBuffer(body)) throw new AppError('recording.captions_unreadable');
  return body;
}

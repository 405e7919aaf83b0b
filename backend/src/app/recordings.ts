import { availableParallelism } from 'node:os';
import type { RecordingId } from '@seodang/contracts/ids';
import { Governor } from '@seodang/server-kit/governor';
import type { Router } from 'express';
import type { LessonDirectory } from '../lessons/index.js';
import { MediaRecorder, type OpenViduAdapter } from '../media/index.js';
import type { Access } from '../platform/http/access.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import type { JobQueue } from '../platform/queue/queue.js';
import {
  AccessTable,
  BookmarkTable,
  CaptionTable,
  DownloadCutter,
  LedgerService,
  LocalStorage,
  MediaLinks,
  mediaRoutes,
  RecordingLedger,
  RecordingLifecycle,
  RecordingPipeline,
  recordingRoutes,
  RecordingStudio,
  RecordingSweep,
  RecordingTable,
  S3Storage,
  ReplayAccess,
  ReplayMedia,
  replayRoutes,
  ReplayService,
  StudioTable,
  tidyWorkRoom,
  UnattendedRecordings,
  WatchTable,
  WorkTable,
  type RecordingMetrics,
  type RecordingStorage,
} from '../recordings/index.js';
import { chaptersOfTimeline, timelineRoutes, TimelineService, TimelineTable } from '../timeline/index.js';
import type { Platform } from './platform.js';

export type Recordings = ReturnType<typeof composeRecordings>;

export interface RecordingParts {
  readonly directory: LessonDirectory;
  readonly openvidu: OpenViduAdapter;
  readonly outbox: Outbox;
  readonly queue: JobQueue;
}

/** One is left for lessons. */
export const RENDERS_AT_ONCE = Math.max(1, availableParallelism() - 1);

/** Recordings of lessons: how they begin and end, and how they are watched. */
export function composeRecordings(platform: Platform, parts: RecordingParts) {
  const { config, db, now } = platform;
  const { queue, openvidu } = parts;
  const recordings = new RecordingTable(db);
  const renditions = new WorkTable(db);
  const captions = new CaptionTable(db);
  const watches = new WatchTable(db);
  const ledger = new RecordingLedger(db);
  const studioTable = new StudioTable(db);
  const recorder = new MediaRecorder({ openvidu });
  const storage = storageFor(config.recordings);
  const onReady = (recordingId: RecordingId) =>
    queue.add('prepare-recording', { recordingId }, { once: `prepare-${recordingId}` });
  const shared = {
    ...platform,
    ...parts,
    recordings,
    renditions,
    captions,
    watches,
    ledger,
    recorder,
    storage,
    onReady,
  };
  const lifecycle = new RecordingLifecycle({ ...shared, table: recordings });
  const unattended = new UnattendedRecordings({ ...shared, lifecycle });
  const access = new ReplayAccess({ ...shared, access: new AccessTable(db) });
  const links = new MediaLinks({ secrets: config.accessTokenKeys.map(({ d }) => d), now });
  const moments = new TimelineTable(db);
  const chapters = chaptersOfTimeline(moments);
  const bookmarks = new BookmarkTable(db);
  const replay = new ReplayService({ ...shared, access, links, bookmarks, chapters });
  const timeline = new TimelineService({ ...shared, access, table: moments });
  const media = new ReplayMedia({ ...shared, access, links });
  const studio = new RecordingStudio({ ...shared, access, replay, studio: studioTable });
  const deeds = new LedgerService(shared);
  const recordingSweep = new RecordingSweep({
    ...shared,
    studio: studioTable,
    folder: config.recordings.work,
  });
  return {
    recordings: {
      lifecycle,
      unattended,
      replay,
      media,
      studio,
      deeds,
      ledger,
      sweep: recordingSweep,
      recorder,
      storage,
      table: recordings,
      onReady,
    },
    timeline,
  };
}

function storageFor({ path, s3 }: Platform['config']['recordings']): RecordingStorage {
  return s3 ? new S3Storage(s3) : new LocalStorage(path);
}

/** What the worker alone does. */
export function composePipeline(
  platform: Platform,
  { recordings }: Recordings,
  metrics: Partial<RecordingMetrics> = {},
) {
  const { config, db, log } = platform;
  const table = new WorkTable(db);
  const brake = new Governor({ countLive: () => table.countLive(), log });
  const { recorder, storage } = recordings;
  const folder = config.recordings.work;
  const shared = { ...platform, storage, brake, folder, recordings: recordings.table };
  const pipeline = new RecordingPipeline({ ...shared, ...metrics, recorder, table, most: RENDERS_AT_ONCE });
  const tidy = () => tidyWorkRoom({ table, folder }, platform.now());
  return { pipeline, cutter: new DownloadCutter(shared), tidy };
}

/** Their doors. */
export function recordingsApi(
  { recordings, timeline }: Recordings,
  access: Access,
  { redis }: Platform,
): Router[] {
  const { lifecycle, studio, deeds, replay } = recordings;
  const limit = new RateLimit(redis, { name: 'recording', points: 30, perSec: 60, withoutRedis: 'open' });
  const markLimit = new RateLimit(redis, { name: 'mark', points: 60, perSec: 60, withoutRedis: 'open' });
  return [
    recordingRoutes({ lifecycle, studio, deeds, access, limit }),
    replayRoutes(replay, access),
    timelineRoutes({ timeline, access, limit: markLimit }),
  ];
}

/** The door for links, under `/media`. */
export function recordingsMedia({ recordings }: Recordings): Router[] {
  return [mediaRoutes(recordings.media)];
}

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
  forgetLeftVersions,
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
  WishTable,
  WorkTable,
  type RecordingMetrics,
  type RecordingStorage,
} from '../recordings/index.js';
import type { RecordingConsentService } from '../consent/index.js';
import { chaptersOfTimeline, timelineRoutes, TimelineService, TimelineTable } from '../timeline/index.js';
import type { Platform } from './platform.js';

export type Recordings = ReturnType<typeof composeRecordings>;

export interface RecordingParts {
  readonly directory: LessonDirectory;
  readonly openvidu: OpenViduAdapter;
  readonly outbox: Outbox;
  readonly queue: JobQueue;
  readonly recordingConsents: Pick<RecordingConsentService, 'agree'>;
}

/** One is left for lessons. */
export const RENDERS_AT_ONCE = Math.max(1, availableParallelism() - 1);

/** What most of it is made of. */
function sharedBy(platform: Platform, parts: RecordingParts) {
  const { config, db } = platform;
  const { queue, openvidu } = parts;
  return {
    ...platform,
    ...parts,
    recordings: new RecordingTable(db),
    renditions: new WorkTable(db),
    captions: new CaptionTable(db),
    watches: new WatchTable(db),
    ledger: new RecordingLedger(db),
    recorder: new MediaRecorder({ openvidu }),
    storage: storageFor(config.recordings),
    onReady: (recordingId: RecordingId) =>
      queue.add('prepare-recording', { recordingId }, { once: `prepare-${recordingId}` }),
  };
}

/** Recordings of lessons: how they begin and end, and how they are watched. */
export function composeRecordings(platform: Platform, parts: RecordingParts) {
  const { config, db, now } = platform;
  const { recordingConsents } = parts;
  const shared = sharedBy(platform, parts);
  const { recordings, ledger, recorder, storage, onReady } = shared;
  const studioTable = new StudioTable(db);
  const lifecycle = new RecordingLifecycle({
    ...shared,
    table: recordings,
    wishes: new WishTable(db),
    agree: recordingConsents.agree.bind(recordingConsents),
  });
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
  const brake = new Governor({
    countLive: () => table.countLive(),
    busyAbove: config.recordings.pauseAbove,
    log,
  });
  const { recorder, storage } = recordings;
  const folder = config.recordings.work;
  const shared = { ...platform, storage, brake, folder, recordings: recordings.table };
  const pipeline = new RecordingPipeline({ ...shared, ...metrics, recorder, table, most: RENDERS_AT_ONCE });
  const tidy = async () => {
    const folders = await tidyWorkRoom({ table, folder }, platform.now());
    await forgetLeftVersions({ table, storage });
    return folders;
  };
  return { pipeline, cutter: new DownloadCutter(shared), tidy };
}

/** Their doors. */
export function recordingsApi(
  { recordings, timeline }: Recordings,
  access: Access,
  { redis }: Platform,
): Router[] {
  const { lifecycle, studio, deeds, replay } = recordings;
  const perMin = (name: string, points: number) =>
    new RateLimit(redis, { name, points, perSec: 60, withoutRedis: 'open' });
  const files = new RateLimit(redis, { name: 'captions', points: 30, perSec: 3_600, withoutRedis: 'open' });
  const limits = { works: perMin('recording', 30), changes: perMin('recording-change', 60), files };
  // A class behind one address opens a shared link together.
  const watching = { views: perMin('replay', 300), keeps: perMin('replay-keep', 120) };
  return [
    recordingRoutes({ lifecycle, studio, deeds, access, limits }),
    replayRoutes({ replay, access, limits: watching }),
    timelineRoutes({ timeline, access, limit: perMin('mark', 60) }),
  ];
}

/** The door for links, under `/media`. */
export function recordingsMedia({ recordings }: Recordings): Router[] {
  return [mediaRoutes(recordings.media)];
}

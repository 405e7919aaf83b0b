import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LessonId, RecordingId } from '@seodang/contracts/ids';
import { Governor } from '@seodang/server-kit/governor';
import { Registry } from 'prom-client';
import { QueryTypes } from 'sequelize';
import { composeFeatures, type Features } from '../src/app/features.js';
import { composeJobs } from '../src/app/jobs.js';
import { openPlatform, type Platform } from '../src/app/platform.js';
import { createMediaMetrics, WebhookDesk } from '../src/media/index.js';
import { RecordingPipeline, WorkTable } from '../src/recordings/index.js';
import type { PipelineDeps } from '../src/recordings/pipeline/pipeline.service.js';
import { testConfig } from './api.js';
import { redisUrl, silent, useDatabase } from './database.js';
import { makeRecordedClass } from './factories.js';
import { FakeOpenVidu } from './fake-openvidu.js';
import { makeFilm, type FilmWish } from './film.js';
import { until } from './until.js';

export interface RecordingWorld extends Features, ReturnType<typeof composeJobs> {
  readonly platform: Platform;
  readonly fake: FakeOpenVidu;
  /** Of this test alone. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Takes in what the media server has told since the last time. */
  deliver(): Promise<void>;
  /** A live lesson that was recorded and stopped; its film is there, and the work on it is due, unless that has failed. */
  record(
    film: FilmWish | MadeFilm | string,
    outcome?: 'ready' | 'failed',
  ): Promise<{ id: RecordingId; lessonId: LessonId; nodeId: string } & Class>;
  row(id: RecordingId): Promise<Record<string, unknown>>;
  /** A pipeline on the same stores, with something else in it. */
  pipelineWith(change: Partial<PipelineDeps>): RecordingPipeline;
  /** The next try is due at once. */
  dueNow(id: RecordingId): Promise<void>;
}

type Class = Awaited<ReturnType<typeof makeRecordedClass>>;

/** Gives the describe block around it recordings on real stores and files, with a fake media server that has real films. */
export function useRecordingWorld(): RecordingWorld {
  const database = useDatabase();
  const fake = new FakeOpenVidu();
  const world = {} as RecordingWorld;

  before(async () => {
    await fake.start();
    const folder = await mkdtemp(join(tmpdir(), 'seodang-recordings-'));
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      OPENVIDU_URL: fake.url,
      OPENVIDU_SECRET: fake.secret,
      RECORDINGS_PATH: join(folder, 'store'),
      RECORDINGS_WORK: join(folder, 'work'),
    };
    const platform = openPlatform(testConfig(env), 'worker');
    await until(() => platform.redis.status === 'ready', { what: 'redis', withinMs: 10_000 });
    Object.assign(world, build({ platform, fake, folder, env }));
  });

  after(async () => {
    await world.pipeline.stop();
    await world.platform.shutdown.run();
    await fake.stop();
    await rm(world.folder, { recursive: true, force: true });
  });

  return world;
}

/** A film that lies there. */
export interface MadeFilm {
  readonly file: string;
  readonly durationSec: number;
  readonly size: number;
}

async function madeOf(film: FilmWish | MadeFilm | string, nextFile: () => string): Promise<MadeFilm> {
  if (typeof film === 'string') return { file: film, durationSec: 4, size: 1 };
  if ('file' in film) return film;
  const file = nextFile();
  return { file, ...(await makeFilm(file, film)) };
}

interface Ground {
  readonly platform: Platform;
  readonly fake: FakeOpenVidu;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

function build(ground: Ground): RecordingWorld {
  const { platform, fake, folder } = ground;
  const features = composeFeatures(platform);
  const metrics = createMediaMetrics(new Registry(), features.inbox);
  const jobs = composeJobs({ platform, features, metrics });
  const desk = new WebhookDesk({ inbox: features.inbox, poke: () => Promise.resolve(), log: silent });
  const deliver = async () => {
    for (const body of fake.webhooks.splice(0))
      await desk.accept({ event: 'any', body: Buffer.from(JSON.stringify(body)) });
    await jobs.intake.drain();
  };
  let films = 0;
  return {
    ...features,
    ...jobs,
    ...ground,
    deliver,
    async record(film, outcome = 'ready') {
      const cast = await makeRecordedClass();
      const { instructor, lesson } = cast;
      const actor = { userId: instructor.id, name: instructor.name, roles: [], signInId: '' };
      const { id } = await features.recordings.lifecycle.start(actor, lesson.id, {});
      const nodeId = `lesson_${lesson.id}`;
      await features.recordings.lifecycle.stop(actor, lesson.id);
      const made = await madeOf(film, () => join(folder, `film-${(films += 1)}.mp4`));
      if (outcome === 'failed') fake.recordings.fail(nodeId);
      else fake.recordings.finish(nodeId, made);
      await deliver();
      await platform.db.query(`UPDATE lessons SET state = 'ended', ended_at = NOW(3) WHERE id = :id`, {
        replacements: { id: lesson.id },
      });
      return { ...cast, id, lessonId: lesson.id, nodeId };
    },
    pipelineWith: (change) => {
      const { recorder, table: recordings, storage } = features.recordings;
      return new RecordingPipeline({
        ...platform,
        recorder,
        recordings,
        storage,
        table: new WorkTable(platform.db),
        brake: new Governor({ countLive: () => Promise.resolve(0), busyAbove: 0.8, log: silent }),
        folder: platform.config.recordings.work,
        most: 1,
        ...change,
      });
    },
    async dueNow(id) {
      await platform.db.query('UPDATE recordings SET due_at = NOW(3) - INTERVAL 1 SECOND WHERE id = :id', {
        replacements: { id },
      });
    },
    async row(id) {
      const [row] = await platform.db.query<Record<string, unknown>>(
        'SELECT * FROM recordings WHERE id = :id',
        { replacements: { id }, type: QueryTypes.SELECT },
      );
      return row ?? {};
    },
  };
}

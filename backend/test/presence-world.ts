import type { ConnectionId, LessonId } from '@seodang/contracts/ids';
import type { ConnectionKind } from '@seodang/contracts/lessons';
import { Registry } from 'prom-client';
import { QueryTypes } from 'sequelize';
import { composeFeatures, type Features } from '../src/app/features.js';
import { composeJobs } from '../src/app/jobs.js';
import { openPlatform, type Platform } from '../src/app/platform.js';
import type { User } from '../src/identity/index.js';
import { createMediaMetrics, WebhookDesk, WebhookIntake } from '../src/media/index.js';
import { testConfig } from './api.js';
import { StillClock } from './clock.js';
import { redisUrl, silent, useDatabase } from './database.js';
import { FakeOpenVidu } from './fake-openvidu.js';
import { until } from './until.js';

/** A span as it is stored, for comparison. */
export interface StoredSpan {
  readonly connectionId: string;
  readonly joinedAt: Date | null;
  readonly leftAt: Date | null;
  readonly reason: string | null;
  readonly source: string | null;
}

/** How somebody enters; with a camera and the right to speak unless it says otherwise. */
export interface Entry {
  readonly kind?: ConnectionKind;
  readonly maySpeak?: boolean;
  readonly renews?: ConnectionId;
}

export interface World extends Features, ReturnType<typeof composeJobs> {
  readonly platform: Platform;
  readonly fake: FakeOpenVidu;
  readonly clock: StillClock;
  readonly desk: WebhookDesk;
  /** One more worker's intake, as another process would have. */
  anotherIntake(onSettled?: () => void): WebhookIntake;
  /** Takes bodies in, as the media server posts them. */
  deliver(bodies: readonly unknown[]): Promise<void>;
  /** Lets somebody enter through the backend, with their browser using the token at once. */
  enter(lessonId: LessonId, user: User, how?: Entry): Promise<string>;
  spans(lessonId: LessonId): Promise<StoredSpan[]>;
  /** Presence as its instructor sees it: name → [from, to, reason, reconnects], in seconds since `since`. */
  presence(lessonId: LessonId, instructor: User, since: Date): Promise<Record<string, unknown[]>>;
}

/** The features of a process on its platform, for tests that look behind its routes. */
export function featuresOn(platform: Platform): Features {
  return composeFeatures(platform);
}

/** Gives the describe block around it both sides of presence on real stores, with a fake media server as ground truth. */
export function useWorld(): World {
  const database = useDatabase();
  const fake = new FakeOpenVidu();
  // Two hours ago, so that an hour may pass before the database's own clock is reached.
  const clock = new StillClock();
  clock.forward({ min: -120 });
  fake.nowMs = () => clock.now().getTime();
  const world = {} as World;

  before(async () => {
    await fake.start();
    const config = testConfig({
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      OPENVIDU_URL: fake.url,
      OPENVIDU_SECRET: fake.secret,
    });
    const platform = openPlatform(config, 'worker', clock.now);
    await until(() => platform.redis.status === 'ready', { what: 'redis', withinMs: 10_000 });
    Object.assign(world, build(platform, fake, clock));
  });

  after(async () => {
    await world.platform.shutdown.run();
    await fake.stop();
  });

  return world;
}

function build(platform: Platform, fake: FakeOpenVidu, clock: StillClock): World {
  const features = composeFeatures(platform);
  const metrics = createMediaMetrics(new Registry(), features.inbox);
  const jobs = composeJobs({ platform, features, metrics });
  const desk = new WebhookDesk({ inbox: features.inbox, poke: () => Promise.resolve(), log: silent });
  return {
    ...features,
    ...jobs,
    platform,
    fake,
    clock,
    desk,
    anotherIntake: (onSettled = () => undefined) =>
      new WebhookIntake({ ...platform, ...features, recordingListener: () => Promise.resolve(), onSettled }),
    async deliver(bodies) {
      for (const body of bodies) await desk.accept({ event: 'any', body: Buffer.from(JSON.stringify(body)) });
    },
    async enter(lessonId, user, { kind = 'camera', maySpeak = true, renews } = {}) {
      const { id, name } = user;
      const wish = { lessonId, user: { id, name }, part: 'student', kind, maySpeak, renews } as const;
      const { connectionId } = await features.media.createConnection(wish);
      fake.join(connectionId);
      return connectionId;
    },
    spans: (lessonId) =>
      platform.db.query<StoredSpan>(
        `SELECT connection_id AS connectionId, joined_at AS joinedAt, left_at AS leftAt, reason, source
         FROM attendance_spans WHERE lesson_id = :lessonId ORDER BY joined_at, connection_id`,
        { replacements: { lessonId }, type: QueryTypes.SELECT },
      ),
    async presence(lessonId, instructor, since) {
      const actor = { userId: instructor.id, name: instructor.name, roles: [], signInId: '' };
      const { people } = await features.attendance.view(actor, lessonId);
      const sec = (at: string | null) => at && (Date.parse(at) - since.getTime()) / 1000;
      return Object.fromEntries(
        people.map(({ name, intervals }) => [
          name,
          intervals.map(({ joinedAt, leftAt, reason, reconnects }) => [
            sec(joinedAt),
            sec(leftAt),
            reason,
            reconnects,
          ]),
        ]),
      );
    },
  };
}

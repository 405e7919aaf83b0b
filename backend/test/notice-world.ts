import { QueryTypes } from 'sequelize';
import { composeFeatures, type Features } from '../src/app/features.js';
import { composeDelivery } from '../src/app/notification.js';
import { openPlatform, type Platform } from '../src/app/platform.js';
import type { User } from '../src/identity/index.js';
import type { DeliveryService } from '../src/notification/index.js';
import type { Actor } from '../src/platform/http/actor.js';
import { testConfig } from './api.js';
import { StillClock } from './clock.js';
import { redisUrl, useDatabase } from './database.js';
import { MailServer } from './mail-server.js';
import { until } from './until.js';

/** Sender of the mails of tests. */
export const MAIL_FROM = '서당 <no-reply@seodang.example>';

export interface NoticeWorld extends Features {
  readonly platform: Platform;
  readonly clock: StillClock;
  readonly server: MailServer;
  readonly delivery: DeliveryService;
  /** Does what a worker does all the time: raises what is due by now, and sends it. */
  work(): Promise<void>;
  /** Recipient and subject of every mail so far, sorted. */
  sent(): Promise<string[]>;
  /** How many notices are in each state. */
  states(): Promise<Record<string, number>>;
}

export function actorOf({ id, name }: User): Actor {
  return { userId: id, name, roles: ['student', 'instructor'], signInId: '' };
}

/** Gives the describe block around it the features on real stores, with a clock that tests move and a mail server of its own. */
export function useNoticeWorld(): NoticeWorld {
  const database = useDatabase();
  const clock = new StillClock();
  const server = new MailServer();
  const world = {} as NoticeWorld;

  before(async () => {
    await server.start();
    const config = testConfig({
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      SMTP_URL: server.url,
      MAIL_FROM,
    });
    const platform = openPlatform(config, 'worker', clock.now);
    await until(() => platform.redis.status === 'ready', { what: 'redis', withinMs: 10_000 });
    const features = composeFeatures(platform, { reminderClock: () => Promise.resolve(clock.now()) });
    const delivery = composeDelivery(platform, features);
    if (!delivery) throw new Error('the worker has no mail server');
    Object.assign(
      world,
      features,
      { platform, clock, server, delivery },
      doings(platform, features, { delivery, server }),
    );
  });
  afterEach(() => {
    server.reset();
  });
  after(async () => {
    await world.platform.shutdown.run();
    await server.stop();
  });

  return world;
}

function doings(
  { db }: Platform,
  { reminders }: Features,
  { delivery, server }: { delivery: DeliveryService; server: MailServer },
): Pick<NoticeWorld, 'work' | 'sent' | 'states'> {
  return {
    async work() {
      await reminders.raise();
      await delivery.drain();
    },
    async sent() {
      const mails = await server.read();
      return mails.map(({ to, subject }) => `${to?.[0]?.address ?? ''} ${subject ?? ''}`).sort();
    },
    async states() {
      const rows = await db.query<{ state: string; rows: number }>(
        'SELECT state, COUNT(*) AS `rows` FROM notices GROUP BY state',
        { type: QueryTypes.SELECT },
      );
      return Object.fromEntries(rows.map(({ state, rows: count }) => [state, count]));
    },
  };
}

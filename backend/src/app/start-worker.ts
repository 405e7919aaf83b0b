import { createMediaMetrics } from '../media/index.js';
import { createNoticeMetrics } from '../notification/index.js';
import { createRecordingMetrics } from '../recordings/index.js';
import { AppError } from '@seodang/server-kit/errors';
import { Access } from '../platform/http/access.js';
import { healthRoutes } from '@seodang/server-kit/http/health.routes';
import { createMetrics } from '../platform/http/metrics.js';
import { closeServer, listen } from '@seodang/server-kit/http/server';
import { Sweep } from '../platform/queue/sweep.js';
import { JobWorker } from '../platform/queue/worker.js';
import { composeFeatures } from './features.js';
import { createHttpApp } from './http.js';
import { composeJobs, SCHEDULES } from './jobs.js';
import type { Platform } from './platform.js';
import { RENDERS_AT_ONCE } from './recordings.js';

const LOOK_FOR_WEBHOOKS_MS = 1_000;
const LOOK_FOR_EVENTS_MS = 1_000;
const ENSURE_SCHEDULES_MS = 5_000;
const FORGET_OLD_MS = 600_000;
const LOOK_FOR_NOTICES_MS = 2_000;
const LOOK_FOR_REMINDERS_MS = 60_000;
const LOOK_FOR_RECORDINGS_MS = 5_000;

/** Starts taking jobs, and registers their draining: no new one is taken, those under way finish. */
export async function startWorker(platform: Platform): Promise<void> {
  const { config, log, now, shutdown } = platform;
  const registry = createMetrics('worker');
  const features = composeFeatures(platform);
  const metrics = createMediaMetrics(registry, features.inbox);
  const noticeMetrics = createNoticeMetrics(registry, features.noticeBook);
  const recordingMetrics = createRecordingMetrics(registry, features.recordings.table);
  const jobs = composeJobs({ platform, features, metrics, noticeMetrics, recordingMetrics });
  const { handlers, longHandlers, intake, delivery, relay, pipeline, cutter, tidy } = jobs;
  const { redisUrl } = config;
  const worker = new JobWorker({ redisUrl, handlers, log });
  shutdown.add('jobs', () => worker.close());
  const renderer = new JobWorker({ redisUrl, handlers: longHandlers, log, concurrency: RENDERS_AT_ONCE });
  shutdown.add('renders', async () => {
    await Promise.all([pipeline.stop(), cutter.stop(), renderer.close()]);
  });

  const sweep = (what: string, everyMs: number, run: () => Promise<unknown>) => {
    const running = new Sweep({ what, everyMs, run, log });
    shutdown.add(what, () => running.stop());
  };
  sweep('webhooks', LOOK_FOR_WEBHOOKS_MS, () => intake.drain());
  sweep('lesson events', LOOK_FOR_EVENTS_MS, () => relay.drain());
  sweep('schedules', ENSURE_SCHEDULES_MS, () =>
    Promise.all(SCHEDULES.map((each) => features.queue.ensure(each))),
  );
  sweep('old lesson events', FORGET_OLD_MS, () => relay.forgetOld());
  sweep('old webhooks', FORGET_OLD_MS, () => intake.forgetOld(now()));
  sweep('unused covers', FORGET_OLD_MS, () => features.covers.forgetUnused());
  sweep('recordings to prepare', LOOK_FOR_RECORDINGS_MS, async () => {
    for (const id of await pipeline.listDue()) await features.recordings.onReady(id);
  });
  sweep('downloads to cut', LOOK_FOR_RECORDINGS_MS, () => cutter.run());
  sweep('left work', FORGET_OLD_MS, tidy);
  sweep('deleted recordings', FORGET_OLD_MS, () => features.recordings.sweep.run());
  sweep('unused attachments', FORGET_OLD_MS, () => features.attachments.forgetUnused());
  sweep('pictures of deleted messages', FORGET_OLD_MS, () => features.attachments.removeForgotten());
  if (delivery) {
    sweep('reminders', LOOK_FOR_REMINDERS_MS, () => features.reminders.sweep());
    sweep('notices', LOOK_FOR_NOTICES_MS, () => delivery.drain());
    sweep('old notices', FORGET_OLD_MS, () => delivery.forgetOld(now()));
    shutdown.add('delivery', () => {
      delivery.stop();
      return Promise.resolve();
    });
  } else {
    log.warn('SMTP_URL is missing: nobody is sent a mail');
  }
  await serveHealth(platform, registry);
}

async function serveHealth(platform: Platform, registry: ReturnType<typeof createMetrics>): Promise<void> {
  const { config, log, db, redis, shutdown } = platform;
  const { publicOrigin, trustedProxies, apiHost, workerPort } = config;
  const authenticate = () => Promise.reject(new AppError('auth.required'));
  const access = new Access({ authenticate, publicOrigin });
  const checks = { mariadb: () => db.query('SELECT 1'), redis: () => redis.ping() };
  const internal = [healthRoutes(access, registry, checks)];
  const app = createHttpApp({ log, metrics: registry, publicOrigin, trustedProxies, api: [], internal });
  const server = await listen(app, { host: apiHost, port: workerPort });
  shutdown.add('health', () => closeServer(server));
}

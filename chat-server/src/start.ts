import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LessonEvents } from './bridge/lesson-events.js';
import { composeChat, type Chat, type Ground } from './compose.js';
import { StompServer } from './gateway/stomp-server.js';
import { createMetrics } from './metrics.js';
import { systemNow } from '@seodang/server-kit/clock';
import type { Config } from './platform/config.js';
import { every } from './platform/every.js';
import { closeServer, listen } from '@seodang/server-kit/http/server';
import type { Log } from '@seodang/server-kit/log';
import { closeMongo, openMongo, whenReachable } from './platform/mongo.js';
import { closeListener, closeRedis, openListener, openRedis } from './platform/redis.js';
import { Shutdown } from '@seodang/server-kit/shutdown';
import { openStores, prepareStores } from './stores.js';

const FEEDS_EVERY_MS = 3_000;
const PICTURES_EVERY_MS = 10_000;
const SIGN_INS_EVERY_MS = 15_000;
const READERS_EVERY_MS = 60_000;
const DRAIN_WITHIN_MS = 3_000;
/** After a link is back, the channels are listened to again a moment later. */
const LISTENING_MS = 300;

/** A replica that serves. */
export interface Running {
  readonly port: number;
  readonly tcpPort: number | null;
  readonly shutdown: Shutdown;
}

/** Starts a replica; waits for the store as long as it is away, and for nothing else. */
export async function startChat(config: Config, log: Log): Promise<Running> {
  const shutdown = new Shutdown({ log });
  const ground = await openGround(config, log, shutdown);
  const chat = composeChat(ground);
  shutdown.add('what was promised', () => chat.drain());
  listenToOthers(ground, chat, shutdown);
  lookAgainAndAgain(ground, chat, shutdown);
  chat.searchIndex.catchUp().catch((error: unknown) => {
    log.warn({ err: error }, 'rooms will be made ready for search as they go on');
  });
  return serve(ground, chat, shutdown);
}

async function openGround(config: Config, log: Log, shutdown: Shutdown): Promise<Ground> {
  const now = systemNow;
  const mongo = await openMongo(config.mongodbUri, log);
  shutdown.add('mongodb', () => closeMongo(mongo));
  const redis = openRedis(config.redisUrl, log);
  shutdown.add('redis', () => closeRedis(redis));
  const stores = openStores(mongo);
  await whenReachable(() => prepareStores(stores, now), log);
  return { config, log, now, metrics: createMetrics(), mongo, redis, stores };
}

/** Hears the other replicas, the backend and the lessons. None of them is needed to begin. */
function listenToOthers({ config, log }: Ground, chat: Chat, shutdown: Shutdown): void {
  const hints = openListener(config.redisUrl, log);
  shutdown.add('hints', () => closeListener(hints));
  const onChatHint: Parameters<typeof chat.channel.listen>[1] = (hint) => {
    chat.fanOut.hear(hint);
    chat.presence.hear(hint);
  };
  const failed = (error: unknown) => {
    log.warn({ err: error }, 'not listening');
  };
  chat.channel.listen(hints, onChatHint).catch(failed);
  chat.guard.listen(hints).catch(failed);
  hints.on('ready', () => {
    setTimeout(() => {
      chat.channel.announce();
      Promise.all([chat.guard.lookAgain(), chat.feeds.sweep()]).catch(failed);
    }, LISTENING_MS).unref();
  });
  const listener = openListener(config.redisUrl, log);
  const lessons = new LessonEvents({ listener, outlet: chat.broker, log });
  shutdown.add('lesson events', () => {
    lessons.stop();
    return Promise.resolve();
  });
  void lessons.run();
}

/** Finds what hints should have told of. */
function lookAgainAndAgain(
  { log, stores }: Ground,
  { feeds, guard, pictures, presence }: Chat,
  shutdown: Shutdown,
): void {
  const ends = [
    every({ what: 'ends of rooms', everyMs: FEEDS_EVERY_MS, work: () => feeds.sweep() }, log),
    every({ what: 'ends left behind', everyMs: FEEDS_EVERY_MS, work: () => stores.heads.makeGood() }, log),
    every({ what: 'pictures to forget', everyMs: PICTURES_EVERY_MS, work: () => pictures.sweep() }, log),
    every({ what: 'sign-ins', everyMs: SIGN_INS_EVERY_MS, work: () => guard.sweepSignIns() }, log),
    every({ what: 'readers', everyMs: READERS_EVERY_MS, work: () => guard.sweepReaders() }, log),
  ];
  presence.start();
  shutdown.add('presence', () => presence.stop());
  shutdown.add('sweeps', () => {
    for (const end of ends) end();
    return Promise.resolve();
  });
}

async function serve({ config, log }: Ground, chat: Chat, shutdown: Shutdown): Promise<Running> {
  const { application, broker, stompMetrics: metrics } = chat;
  const stomp = new StompServer({ application, broker, origin: config.publicOrigin, log, metrics });
  const server = await listen(chat.http, { host: config.host, port: config.port });
  shutdown.add('http', () => closeServer(server));
  stomp.attachTo(server);
  const tcpPort =
    config.tcpPort === null ? null : await stomp.listenTcp({ host: config.host, port: config.tcpPort });
  shutdown.add('connections', () => stomp.drain({ withinMs: DRAIN_WITHIN_MS }));
  const port = portOf(server);
  log.info({ host: config.host, port, tcpPort, replicaId: config.replicaId }, 'listening');
  return { port, tcpPort, shutdown };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

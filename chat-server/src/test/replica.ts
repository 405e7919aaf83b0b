import type { Config } from '../platform/config.js';
import { newUuid } from '@seodang/server-kit/ids';
import { createLog } from '@seodang/server-kit/log';
import { startChat, type Running } from '../start.js';
import { ORIGIN, School, SECRET } from './school.js';

const MONGODB = process.env['TEST_MONGODB_URI'];
const REDIS = process.env['TEST_REDIS_URL'];

/** Where the real stores of a test are. @throws {Error} without `TEST_MONGODB_URI` and `TEST_REDIS_URL` */
export function storesOfTest(): { mongodbUri: string; redisUrl: string } {
  if (!MONGODB || !REDIS) throw new Error('TEST_MONGODB_URI and TEST_REDIS_URL have to be set');
  return { mongodbUri: MONGODB.replace(/\/?$/, `/chat_${newUuid().replaceAll('-', '')}`), redisUrl: REDIS };
}

export interface World {
  readonly school: School;
  readonly replicas: readonly Running[];
  readonly config: Config;
  /** One more replica of the same chat. */
  start(): Promise<Running>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly replicas?: number;
  /** Instead of the one of the tests, e.g. where nobody is. */
  readonly redisUrl?: string;
}

/** Replicas of one chat on a database of their own, and the school that they ask. */
export async function openWorld({ replicas: count = 1, redisUrl }: WorldOptions = {}): Promise<World> {
  const school = await School.open();
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    tcpPort: null,
    ...storesOfTest(),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    backendUrl: school.url,
    internalSecret: SECRET,
    publicOrigin: ORIGIN,
    replicaId: '',
    logLevel: process.env['LOG_LEVEL'] ?? 'silent',
  };
  const replicas: Running[] = [];
  const start = async () => {
    const running = await startChat(
      { ...config, replicaId: newUuid() },
      createLog({ level: config.logLevel, service: 'test' }),
    );
    replicas.push(running);
    return running;
  };
  for (let at = 0; at < count; at++) await start();
  return {
    school,
    replicas,
    config,
    start,
    close: async () => {
      await Promise.all(replicas.map(({ shutdown }) => shutdown.run()));
      await school.close();
    },
  };
}

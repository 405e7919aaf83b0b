import type { World } from '../house/world.js';
import { tcpAnswers } from './answers.js';
import { folderOf, furnish } from './folder.js';
import { LOOPBACK, tcp, type Part } from './part.js';
import { fromTemplate } from './template.js';

/** Queues, fan-out and limits; its append-only file lets it be killed at any time. */
export function redis(world: World): Part {
  const folder = folderOf(world, 'redis');
  const { account, secrets, slot } = world;
  return {
    name: 'redis',
    kind: 'server',
    needs: [],
    listens: [tcp(slot.ports.redis)],
    folder,
    builtFrom: null,
    argv: [...account.prefix, 'redis-server', 'redis.conf'],
    env: {},
    prepare: () => furnish(world, folder, { 'redis.conf': configuration(slot.ports.redis, secrets.redis) }),
    isReady: () => tcpAnswers(slot.ports.redis, `AUTH ${secrets.redis}\r\nPING\r\n`, '+PONG'),
    readyWithinMs: 60_000,
    stopWithinMs: 15_000,
  };
}

export function redisUrl({ secrets, slot }: World): string {
  return `redis://:${secrets.redis}@127.0.0.1:${slot.ports.redis}`;
}

function configuration(port: number, password: string): string {
  return fromTemplate('containers/redis/redis.conf.template', {
    REDIS_ADDRESS: LOOPBACK,
    REDIS_PORT: String(port),
    REDIS_PASSWORD: password,
    REDIS_FOLDER: './',
  });
}

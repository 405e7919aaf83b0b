import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../house/world.js';
import { httpStatus } from './answers.js';
import { folderOf, furnish } from './folder.js';
import { databaseUrl } from './mariadb.js';
import { mongodbUri } from './mongodb.js';
import { LOOPBACK, tcp, type Part, type PartName } from './part.js';
import { redisUrl } from './redis.js';

/** Speaks OpenVidu's protocol to browsers and to the backend, and drives Janus. */
export function mediaNode(world: World): Part {
  const { secrets, slot } = world;
  const port = slot.ports.mediaNode;
  const authorization = `Basic ${Buffer.from(`OPENVIDUAPP:${secrets.openvidu}`).toString('base64')}`;
  return {
    ...program(world, 'media-node', 'openvidu/media-node/dist/main.js'),
    needs: ['janus', 'coturn'],
    listens: [tcp(port)],
    env: { ...common(world), ...mediaNodeEnv(world), ...world.passedOn },
    prepare: async () => {
      await furnish(world, folderOf(world, 'media-node'));
      await furnish(world, recordingsFolder(world));
    },
    isReady: async () =>
      (await httpStatus({ port, path: '/openvidu/api/config', headers: { authorization } })) === 200,
  };
}

/** Janus writes there what the media node makes films of. */
function recordingsFolder({ slot }: World): string {
  return join(slot.folder, 'recordings');
}

/** What the worker makes of recordings, and nginx sends. */
export function replaysFolder({ slot }: World): string {
  return join(slot.folder, 'replays');
}

export function migrate(world: World): Part {
  return {
    ...program(world, 'migrate', 'backend/dist/src/migrate.js'),
    kind: 'task',
    needs: ['mariadb'],
    env: { ...common(world), ...backendEnv(world) },
    readyWithinMs: 120_000,
  };
}

/** A demo school is brought up to today at a later start, so that it always has a lesson to be started. */
const SEED_AGAIN_AFTER_MS = 15 * 60_000;

/** Puts the demo school into a new database, or brings the one that is there up to today. */
export function seed(world: World): Part {
  const { seededFile } = world.slot;
  return {
    ...program(world, 'seed', 'backend/dist/seeds/main.js'),
    kind: 'task',
    needs: ['migrate'],
    env: { ...common(world), ...backendEnv(world) },
    isNeedless: () => ageMs(seededFile) < SEED_AGAIN_AFTER_MS,
    settle: () => writeFile(seededFile, `${new Date().toISOString()}\n`),
    readyWithinMs: 120_000,
  };
}

function ageMs(file: string): number {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}

export function api(world: World): Part {
  const port = world.slot.ports.api;
  return {
    ...program(world, 'api', 'backend/dist/src/main.js'),
    needs: ['migrate', 'redis', 'media-node'],
    listens: [tcp(port)],
    env: { ...common(world), ...backendEnv(world) },
    isReady: async () => (await httpStatus({ port, path: '/readyz' })) === 200,
  };
}

export function worker(world: World): Part {
  const port = world.slot.ports.worker;
  return {
    ...program(world, 'worker', 'backend/dist/src/worker.js'),
    needs: ['migrate', 'redis', 'media-node'],
    listens: [tcp(port)],
    env: { ...common(world), ...backendEnv(world) },
    prepare: async () => {
      await furnish(world, folderOf(world, 'worker'));
      await furnish(world, replaysFolder(world));
    },
    isReady: async () => (await httpStatus({ port, path: '/readyz' })) === 200,
  };
}

/** Messages: STOMP to browsers, MongoDB behind. It asks the API who may what, so that one is there before. */
export function chatServer(world: World): Part {
  const port = world.slot.ports.chat;
  return {
    ...program(world, 'chat-server', 'chat-server/dist/main.js'),
    needs: ['mongodb', 'redis', 'api'],
    listens: [tcp(port)],
    env: { ...common(world), ...chatEnv(world) },
    isReady: async () => (await httpStatus({ port, path: '/readyz' })) === 200,
  };
}

/** Takes every mail that the stack sends, so that none leaves the machine. */
export function mailSink(world: World): Part {
  const { smtp, mailPage } = world.slot.ports;
  return {
    ...program(world, 'mail-sink', 'tools/mail-sink/dist/main.js'),
    needs: [],
    listens: [tcp(smtp), tcp(mailPage)],
    env: {
      ...common(world),
      SMTP_PORT: String(smtp),
      MAIL_PAGE_PORT: String(mailPage),
      MAIL_FOLDER: 'mails',
    },
    isReady: async () => (await httpStatus({ port: mailPage, path: '/healthz' })) === 200,
  };
}

function program(world: World, name: PartName, file: string) {
  const folder = folderOf(world, name);
  return {
    name,
    kind: 'server' as Part['kind'],
    listens: [] as Part['listens'],
    folder,
    builtFrom: 'programs' as const,
    argv: [...world.account.prefix, process.execPath, '--enable-source-maps', join(world.root, file)],
    prepare: () => furnish(world, folder),
    readyWithinMs: 60_000,
    stopWithinMs: 15_000,
  };
}

function common({ passedOn }: World): Record<string, string> {
  return { NODE_ENV: 'production', LOG_LEVEL: passedOn.LOG_LEVEL ?? 'info' };
}

/** OpenVidu's own names, and a few of ours. */
export function mediaNodeEnv(world: World): Record<string, string> {
  const { address, mediaIp, options, secrets } = world;
  const { ports } = world.slot;
  const isHttps = address.httpsPort !== null;
  const folder = folderOf(world, 'media-node');
  return {
    OPENVIDU_SECRET: secrets.openvidu,
    DOMAIN_OR_PUBLIC_IP: options.SIGNALLING_PORT === undefined ? address.host : LOOPBACK,
    HTTPS_PORT: String(options.SIGNALLING_PORT ?? address.httpsPort ?? address.httpPort),
    FORCE_PLAIN_HTTP: String(!isHttps),
    SERVER_HOST: '127.0.0.1',
    SERVER_PORT: String(ports.mediaNode),
    OPENVIDU_WEBHOOK: 'true',
    OPENVIDU_WEBHOOK_ENDPOINT: `http://127.0.0.1:${ports.api}/internal/openvidu-webhook`,
    OPENVIDU_WEBHOOK_HEADERS: JSON.stringify([`X-Seodang-Hook: ${secrets.webhook}`]),
    OPENVIDU_CDR: 'true',
    OPENVIDU_CDR_PATH: join(folder, 'cdr'),
    OPENVIDU_RECORDING: 'true',
    OPENVIDU_RECORDING_PATH: recordingsFolder(world),
    OPENVIDU_WEBRTC_SIMULCAST: 'false',
    COTURN_IP: mediaIp,
    COTURN_PORT: String(ports.coturn),
    COTURN_SHARED_SECRET_KEY: secrets.coturn,
    JANUS_URL: `ws://127.0.0.1:${ports.janus}`,
    JANUS_ADMIN_URL: `ws://127.0.0.1:${ports.janusAdmin}`,
    JANUS_API_SECRET: secrets.janusApi,
    JANUS_ADMIN_SECRET: secrets.janusAdmin,
    MEDIA_NODE_DATA: folder,
  };
}

export function backendEnv(world: World): Record<string, string> {
  const { address, secrets, slot } = world;
  return {
    API_HOST: '127.0.0.1',
    API_PORT: String(slot.ports.api),
    WORKER_PORT: String(slot.ports.worker),
    DATABASE_URL: databaseUrl(world),
    REDIS_URL: redisUrl(world),
    OPENVIDU_URL: `http://127.0.0.1:${slot.ports.mediaNode}`,
    OPENVIDU_SECRET: secrets.openvidu,
    WEBHOOK_SECRETS: secrets.webhook,
    INTERNAL_SECRET: secrets.internal,
    PUBLIC_ORIGIN: address.origin,
    SMTP_URL: `smtp://127.0.0.1:${slot.ports.smtp}`,
    MAIL_FROM: '서당 <no-reply@localhost.localdomain>',
    ACCESS_TOKEN_KEY: JSON.stringify(secrets.accessTokenKey),
    TRUSTED_PROXIES: '1',
    RECORDINGS_PATH: replaysFolder(world),
    RECORDINGS_WORK: join(folderOf(world, 'worker'), 'work'),
    ...world.recordings,
  };
}

export function chatEnv(world: World): Record<string, string> {
  const { address, secrets, slot } = world;
  return {
    CHAT_HOST: '127.0.0.1',
    CHAT_PORT: String(slot.ports.chat),
    MONGODB_URI: mongodbUri(world),
    REDIS_URL: redisUrl(world),
    BACKEND_URL: `http://127.0.0.1:${slot.ports.api}`,
    INTERNAL_SECRET: secrets.internal,
    PUBLIC_ORIGIN: address.origin,
  };
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chatSettings } from '@seodang/testing/chat/backend';
import { startReplica } from '@seodang/testing/chat/replica';
import { answersOk, ChildProgram } from '@seodang/testing/child-program';
import { chatFigure } from './chat-metrics.js';
import { target } from './target.js';
import { there } from './there.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PORTS = { nginx: 12_530, chat: [12_531, 12_532] } as const;
const LOOPBACK = '127.0.0.1';

const given = (name: string) => there(process.env[name], `${name} in the environment, as a stack gives it,`);

/** Two more replicas of the running Seodang's chat behind an nginx of their own, which a story may kill. */
export class Replicas {
  readonly port = PORTS.nginx;
  readonly both: readonly ChildProgram[];
  readonly #nginx: ChildProgram;
  readonly #folder: string;

  private constructor(folder: string, nginx: ChildProgram, both: readonly ChildProgram[]) {
    this.#folder = folder;
    this.#nginx = nginx;
    this.both = both;
  }

  static async start(): Promise<Replicas> {
    const both = await Promise.all(PORTS.chat.map(startOne));
    const folder = mkdtempSync(join(tmpdir(), 'seodang-replicas-'));
    for (const [name, text] of Object.entries(nginxFiles(folder))) writeFileSync(join(folder, name), text);
    // Workers of a root become another user, who could not read the app in a closed checkout.
    const asUser = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
    const nginx = await ChildProgram.start({
      name: 'nginx before two replicas',
      argv: ['nginx', '-p', `${folder}/`, '-e', 'stderr', '-c', 'nginx.conf', ...asUser],
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
      isReady: () => answersOk(`http://${LOOPBACK}:${PORTS.nginx}/`),
    });
    return new Replicas(folder, nginx, both);
  }

  /** The one that people are connected to. @throws {Error} when that is not one alone */
  async busy(): Promise<ChildProgram> {
    const counts = await Promise.all(PORTS.chat.map((port) => chatFigure(port, 'chat_stomp_connections')));
    const busy = this.both.filter((_, nth) => (counts[nth] ?? 0) > 0);
    if (busy.length !== 1) throw new Error(`connections of the replicas: ${counts.join(' and ')}`);
    return there(busy[0]);
  }

  async close(): Promise<void> {
    // Killed, it would leave its worker behind.
    await this.#nginx.end('SIGTERM');
    for (const replica of this.both) await replica.end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function startOne(port: number): Promise<ChildProgram> {
  return startReplica({
    name: `story-${port}`,
    port,
    mongodbUri: given('MONGODB_URI'),
    redisUrl: given('REDIS_URL'),
    backendUrl: given('BACKEND_URL'),
    ...chatSettings(),
  });
}

/** The product's own configuration, with two replicas where it has one. */
function nginxFiles(folder: string): Record<string, string> {
  const { origin, hostname } = new URL(target.origin);
  const values: Record<string, string> = {
    PUBLIC_ORIGIN: origin,
    PUBLIC_HOST: `${hostname} ${LOOPBACK}`,
    PUBLIC_SOCKETS: origin.replace(/^http/, 'ws'),
    STATIC_ROOT: join(ROOT, 'frontend/dist'),
    API_UPSTREAM: `${LOOPBACK}:${given('API_PORT')}`,
    MEDIA_UPSTREAM: `${LOOPBACK}:${given('SERVER_PORT')}`,
    CHAT_UPSTREAM: PORTS.chat.map((port) => `${LOOPBACK}:${port} max_fails=0`).join('; server '),
    APP_LISTEN: `listen ${LOOPBACK}:${PORTS.nginx};`,
    OTHER_LISTEN: `listen ${LOOPBACK}:${PORTS.nginx} default_server;`,
    TLS_SETTINGS: '',
    RECORDINGS_ROOT: folder,
    ...{ STORE_URL: 'http://127.0.0.1:9', STORE_HOST: '127.0.0.1:9', STORE_TLS: '' },
    SNIPPETS: join(ROOT, 'nginx/snippets'),
  };
  const template = readFileSync(join(ROOT, 'nginx/default.conf.template'), 'utf8').replaceAll(/^#.*\n/gm, '');
  const ours = template.replaceAll(/\$\{([A-Z_]+)\}/g, (_, name: string) => there(values[name], name));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const folders = temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
  const http = `include /etc/nginx/mime.types; log_format main '$status'; access_log off; ${folders} ${ours}`;
  const frame = 'daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit; events {}';
  return { 'nginx.conf': `${frame}\nhttp {\n${http}\n}\n` };
}

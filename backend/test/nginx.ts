import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';
import { freePort } from './worker-process.js';

const OURS = fileURLToPath(new URL('../../nginx', import.meta.url));

export interface Nginx {
  readonly url: string;
  stop(): Promise<void>;
}

export interface Behind {
  readonly apiPort: number;
  /** Address of the store. */
  readonly store: string;
  /** File of those whose certificates a store of https may have. */
  readonly authorities?: string;
}

/** The real nginx with our configuration, before an API and a store. */
export async function startNginx(folder: string, { apiPort, store, authorities }: Behind): Promise<Nginx> {
  const port = await freePort();
  const upstream = `127.0.0.1:${apiPort}`;
  const values: Readonly<Record<string, string>> = {
    PUBLIC_ORIGIN: `http://localhost:${port}`,
    PUBLIC_HOST: 'localhost',
    PUBLIC_SOCKETS: `ws://localhost:${port}`,
    STATIC_ROOT: folder,
    API_UPSTREAM: upstream,
    MEDIA_UPSTREAM: upstream,
    CHAT_UPSTREAM: upstream,
    APP_LISTEN: `listen 127.0.0.1:${port};`,
    OTHER_LISTEN: `listen 127.0.0.1:${port} default_server;`,
    TLS_SETTINGS: '',
    SNIPPETS: join(OURS, 'snippets'),
    RECORDINGS_ROOT: join(folder, 'store'),
    STORE_URL: store,
    STORE_HOST: new URL(store).host,
    STORE_TLS:
      authorities === undefined ? '' : `proxy_ssl_verify on; proxy_ssl_trusted_certificate ${authorities};`,
  };
  const template = await readFile(join(OURS, 'default.conf.template'), 'utf8');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'default.conf'),
    template.replace(/\$\{([A-Z_]+)\}/g, (_, name: string) => values[name] ?? ''),
  );
  await writeFile(join(folder, 'nginx.conf'), frame(folder));
  const child = spawn('nginx', ['-p', `${folder}/`, '-e', 'stderr', '-c', 'nginx.conf'], {
    env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const answers = async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
    return (await fetch(url).catch(() => null)) !== null;
  };
  await until(answers, { what: 'nginx', withinMs: 15_000 });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function frame(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `daemon off; ${user} pid nginx.pid; error_log stderr warn; events {}
    http { include /etc/nginx/mime.types; access_log off; ${temporary.join(' ')} include default.conf; }`;
}

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startNginx, type Nginx } from '../../../test/nginx.js';
import { startS3, type S3Server } from '../../../test/s3-server.js';
import { S3Storage } from './s3.js';

const run = promisify(execFile);
const KEY = 'one/1/720p/00001.m4s';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly raw: readonly string[];
  readonly body: string;
}

function askAt({ url }: Nginx, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const to = { headers: { Host: 'localhost', ...headers }, agent: false } as const;
    const asked = request(new URL(path, url), to, (answer) => {
      const { statusCode: status = 0, headers: said, rawHeaders: raw } = answer;
      text(answer).then((body) => {
        resolve({ status, headers: said, raw, body });
      }, reject);
    });
    asked.on('error', reject).end();
  });
}

/** Stands for the API, which has said yes to whoever asks. */
async function openApi(innerPath: () => string): Promise<{ server: Server; port: number }> {
  const server = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'video/mp4');
    answer.setHeader('Cache-Control', 'private, max-age=600');
    answer.setHeader('Content-Disposition', 'attachment; filename="film.mp4"');
    answer.setHeader('X-Accel-Redirect', innerPath()).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

describe('files of an S3-compatible store, sent by nginx', function () {
  this.timeout(60_000);
  let folder: string;
  let store: S3Server;
  let storage: S3Storage;
  let nginx: Nginx;
  let api: Server;
  let innerPath: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-nginx-'));
    store = await startS3(folder);
    storage = new S3Storage(store.config);
    await writeFile(join(folder, 'segment'), 'a segment of it');
    await storage.put(KEY, join(folder, 'segment'));
    const { server, port } = await openApi(() => innerPath);
    api = server;
    nginx = await startNginx(join(folder, 'nginx'), { apiPort: port, store: store.config.url });
  });
  after(async () => {
    await nginx.stop();
    api.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    innerPath = await storage.innerPath(KEY);
  });

  const ask = (path: string, headers: Record<string, string> = {}) => askAt(nginx, path, headers);

  it('come whole and in parts, by a signature that holds behind the proxy', async () => {
    const whole = await ask('/media/recordings/one?t=token', { Authorization: 'Bearer mine', Cookie: 'a=b' });
    expect(whole).to.include({ status: 200, body: 'a segment of it' });
    const part = await ask('/media/recordings/one?t=token', { Range: 'bytes=2-8' });
    expect(part).to.include({ status: 206, body: 'segment' });
    expect(part.headers['content-range']).to.equal('bytes 2-8/15');
  });

  it('are called, kept and saved as the API says, each said once, and nothing tells of the store', async () => {
    const { headers, raw } = await ask('/media/recordings/one?t=token');
    expect(headers).to.include({
      'content-type': 'video/mp4',
      'cache-control': 'private, max-age=600',
      'content-disposition': 'attachment; filename="film.mp4"',
      'x-content-type-options': 'nosniff',
      server: 'nginx',
    });
    const names = raw.filter((_, nth) => nth % 2 === 0).map((name) => name.toLowerCase());
    expect(new Set(names).size, names.join()).to.equal(names.length);
    expect(names.filter((name) => name.startsWith('x-amz') || name === 'x-accel-redirect')).to.deep.equal([]);
  });

  it('are not there for somebody who names the inner path, or whose link has run out', async () => {
    expect((await ask(innerPath)).status).to.equal(404);
    store.door.nowMs = () => Date.now() + 120_000;
    expect((await ask('/media/recordings/one?t=token')).status).to.be.at.least(400);
  });
});

describe('an S3-compatible store over TLS, behind nginx', function () {
  this.timeout(60_000);
  let folder: string;
  let certificate: string;
  let store: Server;
  let api: { server: Server; port: number };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-nginx-'));
    certificate = join(folder, 'certificate.pem');
    const key = join(folder, 'key.pem');
    const made = ['-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await run('openssl', ['req', '-x509', ...curve, ...made, '-keyout', key, '-out', certificate]);
    const pair = { cert: await readFile(certificate), key: await readFile(key) };
    store = createTlsServer(pair, (_, answer) => answer.end('a segment of it')).listen(0, '127.0.0.1');
    await once(store, 'listening');
    api = await openApi(() => '/_store/replays/any.m4s?X-Amz-Signature=00');
  });
  after(async () => {
    api.server.close();
    store.close();
    store.closeAllConnections();
    await rm(folder, { recursive: true, force: true });
  });

  const answerWith = async (authorities: string) => {
    const { port } = store.address() as AddressInfo;
    const behind = { apiPort: api.port, store: `https://localhost:${port}`, authorities };
    const nginx = await startNginx(await mkdtemp(join(folder, 'nginx-')), behind);
    try {
      return await askAt(nginx, '/media/recordings/one?t=token');
    } finally {
      await nginx.stop();
    }
  };

  it('is believed only by the certificate of somebody known', async () => {
    expect(await answerWith(certificate)).to.include({ status: 200, body: 'a segment of it' });
    const stranger = await answerWith('/etc/ssl/certs/ca-certificates.crt');
    expect(stranger.status).to.be.at.least(500);
    expect(stranger.body).to.not.include('segment');
  });
});

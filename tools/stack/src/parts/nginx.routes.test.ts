import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as requestTls } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { expect } from 'chai';
import { readOptions } from '../house/options.js';
import { ROOT } from '../house/root.js';
import { slotOf } from '../house/slot.js';
import { makeWorld, type World } from '../house/world.js';
import { accountFor } from '../os/account.js';
import { Supervisor } from '../supervise/supervisor.js';
import { nginx } from './nginx.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

describe('The public face', () => {
  let world: World;
  let supervisor: Supervisor;
  let folder: string;
  /** Stands for the API: tells what reached it. */
  let api: Server;
  /** Stands for the media node: accepts every WebSocket. */
  let media: Server;
  /** Stands for the chat-server: both. */
  let chat: Server;

  const open = async (env: Record<string, string>) => {
    const root = join(folder, 'checkout');
    const slot = { ...slotOf(9, root), folder: join(folder, 'data') };
    const account = await accountFor([root]);
    world = { ...(await makeWorld(slot, readOptions(env), {})), root, account };
    supervisor = new Supervisor([nginx(world)], { slot, account: world.account, onChange: () => undefined });
    await supervisor.start(new AbortController().signal);
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seodang-nginx-'));
    chmodSync(folder, 0o755);
    const assets = join(folder, 'checkout', 'frontend', 'dist', 'assets');
    mkdirSync(assets, { recursive: true });
    mkdirSync(join(folder, 'data'), { recursive: true });
    symlinkSync(join(ROOT, 'nginx'), join(folder, 'checkout', 'nginx'));
    writeFileSync(join(assets, '../index.html'), '<!doctype html><title>app</title>');
    writeFileSync(join(assets, 'main-4f2a.js'), `export const words = '${'word '.repeat(1000)}';`);
    writeFileSync(join(assets, 'main-4f2a.js.map'), '{}');
    const { ports } = slotOf(9);
    const echo = (incoming: IncomingMessage, response: ServerResponse) => {
      incoming.resume().on('end', () => {
        response.setHeader('X-Powered-By', 'Express');
        const file = /^\/media\/yes(\/[^?]+)/.exec(incoming.url ?? '')?.[1];
        if (file !== undefined) response.setHeader('X-Accel-Redirect', file);
        response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers }));
      });
    };
    api = createServer(echo).listen(ports.api, '127.0.0.1');
    chat = createServer(echo).listen(ports.chat, '127.0.0.1');
    media = createServer((_, response) => response.end('REST of OpenVidu')).listen(
      ports.mediaNode,
      '127.0.0.1',
    );
    for (const server of [media, chat]) {
      server.on('upgrade', (incoming, socket) => {
        socket.end(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Path: ${incoming.url ?? ''}\r\n\r\n`,
        );
      });
    }
    await Promise.all([api, media, chat].map((server) => once(server, 'listening')));
  });

  afterEach(async () => {
    await supervisor.stop();
    for (const server of [api, media, chat]) {
      server.close();
      server.closeAllConnections();
    }
    rmSync(folder, { recursive: true });
  });

  const ask = (path: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { host, httpPort, httpsPort } = world.address;
      const options = { host: '127.0.0.1', path, method, headers: { Host: host, ...headers }, agent: false };
      const question =
        httpsPort === null
          ? request({ ...options, port: httpPort })
          : requestTls({ ...options, port: httpsPort, rejectUnauthorized: false, servername: host });
      question.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ status: 101, headers: response.headers, body: '' });
      });
      question.on('response', (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      });
      question.on('error', reject);
      question.end(body);
    });

  const WEBSOCKET = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };

  it('serves a checkout that only its owner can reach', async () => {
    chmodSync(folder, 0o700);
    await open({});
    expect((await ask('/')).status).to.equal(200);
  });

  describe('over http', () => {
    beforeEach(() => open({}));

    it('sends the app with the headers that protect it', async () => {
      const { status, headers } = await ask('/');
      expect(status).to.equal(200);
      expect(headers['content-security-policy']).to.equal(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
          `connect-src 'self' ws://localhost:${world.address.httpPort}; media-src 'self' blob:; worker-src 'self'; ` +
          "manifest-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
      expect(headers).to.include({
        server: 'nginx',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'strict-origin-when-cross-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['permissions-policy']).to.include('camera=(self)').and.include('geolocation=()');
      expect(headers['strict-transport-security']).to.equal(undefined);
    });

    it('answers with the app for its own pages', async () => {
      expect((await ask('/lessons/0199')).body).to.include('<title>app</title>');
      expect((await ask('/lessons', { method: 'POST' })).status).to.equal(405);
    });

    it('lets hashed files be kept for good, packed, and never sends the app in their place', async () => {
      const { headers } = await ask('/assets/main-4f2a.js', { headers: { 'Accept-Encoding': 'gzip' } });
      expect(headers).to.include({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-encoding': 'gzip',
      });
      expect((await ask('/assets/main-old.js')).status).to.equal(404);
    });

    it('has nothing at addresses that are for the inside', async () => {
      const inside = [
        ...[
          '/openvidu/api/sessions',
          '/openvidu/api',
          '/openvidu/cdr',
          '/openvidu/recordings/x',
          '/openvidu',
        ],
        ...[
          '/internal/openvidu-webhook',
          '/healthz',
          '/readyz',
          '/metrics',
          '/api',
          '/chat',
          '/chat/',
          '/chat/api',
          '/internal/chat/connect',
          '/media',
          '/_recordings/1/1/720p/00001.m4s',
          '/_store/replays/1/1/720p/00001.m4s',
        ],
        ...['/.git/config', '/.env', '/assets/.env', '/assets/main-4f2a.js.map', '/openvidu/../openvidu/api'],
      ];
      for (const path of inside) expect((await ask(path)).status, path).to.equal(404);
      const secret = { Authorization: 'Basic T1BFTlZJRFVBUFA6eA==' };
      expect((await ask('/openvidu/api/sessions', { method: 'POST', headers: secret })).status).to.equal(404);
    });

    it('hands the API what it knows of the client, not what the client claims', async () => {
      const headers = {
        'X-Forwarded-For': '203.0.113.9',
        'X-Request-Id': 'mine',
        'X-Forwarded-Proto': 'https',
        'X-Seodang-Hook': 'guess',
        'X-Seodang-Internal': 'guess',
      };
      const answer = await ask('/api/me?x=1', { headers });
      const seen = JSON.parse(answer.body) as { url: string; headers: Record<string, string> };
      expect(seen.url).to.equal('/api/me?x=1');
      expect(seen.headers).to.include({
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        host: 'localhost',
      });
      expect(seen.headers['x-request-id']).to.match(/^[0-9a-f]{32}$/);
      expect(seen.headers).to.not.have.any.keys('x-seodang-hook', 'x-seodang-internal');
      expect(answer.headers).to.not.have.property('x-powered-by');
    });

    it('says problems of its own as the API does', async () => {
      const large = await ask('/api/me', { method: 'PATCH', body: 'x'.repeat(70_000) });
      expect(large.status).to.equal(413);
      expect(large.headers['content-type']).to.match(/^application\/problem\+json/);
      expect(JSON.parse(large.body)).to.include({ code: 'request.too_large', status: 413 });

      api.close();
      api.closeAllConnections();
      const away = await ask('/api/me');
      expect(away.status).to.equal(503);
      expect(away.headers['retry-after']).to.equal('2');
      expect(JSON.parse(away.body)).to.include({ code: 'store.unavailable', status: 503 });
    });

    it('sends files of replays after the API said yes, whole and in parts, and never without it', async () => {
      mkdirSync(join(world.slot.folder, 'replays/one/720p'), { recursive: true });
      writeFileSync(join(world.slot.folder, 'replays/one/720p/1.m4s'), 'a segment of it');
      const path = '/media/yes/_recordings/one/720p/1.m4s?t=token';
      expect(await ask(path)).to.include({ status: 200, body: 'a segment of it' });
      expect((await ask(path)).headers).to.not.have.property('x-accel-redirect');
      const part = await ask(path, { headers: { Range: 'bytes=2-8' } });
      expect(part).to.include({ status: 206, body: 'segment' });
      expect((await ask('/media/yes/_recordings/../run/state.json')).status).to.be.at.least(400);
      expect((await ask('/media/one/index.m3u8?t=x')).body).to.include('"/media/one/index.m3u8?t=x"');
    });

    it('lets WebSockets of its own pages and of programs through to the media node, and no others', async () => {
      const through = await ask('/openvidu?sessionId=a', {
        headers: { ...WEBSOCKET, Origin: world.address.origin },
      });
      expect(through.status).to.equal(101);
      expect(through.headers['x-path']).to.equal('/openvidu?sessionId=a');
      expect((await ask('/openvidu', { headers: WEBSOCKET })).status).to.equal(101);
      for (const origin of ['https://evil.example', 'null', `${world.address.origin}.evil.example`]) {
        expect(
          (await ask('/openvidu', { headers: { ...WEBSOCKET, Origin: origin } })).status,
          origin,
        ).to.equal(403);
      }
      expect((await ask('/openvidu/', { headers: WEBSOCKET })).status).to.equal(404);
    });

    it('hands the chat its sockets, of its own pages and of programs, and its pages', async () => {
      const from = (Origin: string) => ({ headers: { ...WEBSOCKET, Origin } });
      expect((await ask('/chat', from(world.address.origin))).headers['x-path']).to.equal('/chat');
      expect((await ask('/chat', { headers: WEBSOCKET })).status).to.equal(101);
      expect((await ask('/chat', from('https://evil.example'))).status).to.equal(403);
      expect((await ask('/chat/x', from(world.address.origin))).status).to.equal(404);

      const headers = { Authorization: 'Bearer x', 'X-Seodang-Internal': 'guess' };
      const seen = JSON.parse((await ask('/chat/api/rooms?x=1', { headers })).body) as {
        url: string;
        headers: Record<string, string>;
      };
      expect(seen.url).to.equal('/chat/api/rooms?x=1');
      expect(seen.headers).to.include({ authorization: 'Bearer x', 'x-forwarded-for': '127.0.0.1' });
      expect(seen.headers).to.not.have.property('x-seodang-internal');
    });

    it('takes pictures for a room, and nothing else that is as large', async () => {
      const picture = (path: string) => ask(path, { method: 'POST', body: 'x'.repeat(9 * 1024 * 1024) });
      expect((await picture('/api/rooms/0199/attachments')).status).to.equal(200);
      expect((await picture('/api/rooms/0199/threads')).status).to.equal(413);
    });

    it('leads other names of the machine to the one that tokens carry', async () => {
      const { status, headers } = await ask('/lessons/1?a=b', { headers: { Host: '127.0.0.1' } });
      expect(status).to.equal(308);
      expect(headers.location).to.equal(`${world.address.origin}/lessons/1?a=b`);
    });
  });

  describe('over https', () => {
    beforeEach(() => open({ HTTPS: '1', HOST: 'school.example' }));

    it('asks browsers to stay with https, and leads http there', async () => {
      const { status, headers } = await ask('/');
      expect(status).to.equal(200);
      expect(headers['strict-transport-security']).to.equal('max-age=31536000');
      expect(headers['content-security-policy']).to.include(
        `wss://school.example:${world.address.httpsPort ?? 0}`,
      );

      const plain = await fetch(`http://127.0.0.1:${world.address.httpPort}/a`, { redirect: 'manual' });
      expect(plain.headers.get('location')).to.equal(
        `https://school.example:${world.address.httpsPort ?? 0}/a`,
      );
    });

    it('speaks TLS 1.2 and newer with a certificate of its name', async () => {
      const port = world.address.httpsPort ?? 0;
      const handshake = async (maxVersion: 'TLSv1.1' | 'TLSv1.2') => {
        const minVersion = maxVersion === 'TLSv1.1' ? ('TLSv1' as const) : maxVersion;
        const options = { host: '127.0.0.1', port, servername: 'school.example', rejectUnauthorized: false };
        const socket = connectTls({ ...options, minVersion, maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' });
        await once(socket, 'secureConnect');
        const names = socket.getPeerCertificate().subjectaltname;
        socket.destroy();
        return names;
      };
      expect(await handshake('TLSv1.2')).to.include('DNS:school.example');
      expect(await handshake('TLSv1.1').catch(() => 'refused')).to.equal('refused');
    });
  });
});

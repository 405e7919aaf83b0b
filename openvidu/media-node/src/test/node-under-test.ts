import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../config.js';
import { MediaNode } from '../node.js';
import { OPENVIDU_TIMINGS, type RpcTimings } from '../rpc/rpc-server.js';
import { FakeBrowser } from './fake-browser.js';
import { FakeFilm } from './fake-film.js';
import { MemoryMedia } from './memory-media.js';

export const SECRET = 'test-secret';

export interface TestAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface World {
  readonly media: MemoryMedia;
  readonly film: FakeFilm;
  readonly folder: string;
}

/** A whole node on an engine in memory, its REST API and its clients. */
export class NodeUnderTest {
  readonly media: MemoryMedia;
  readonly #node: MediaNode;
  readonly folder: string;
  readonly #browsers: FakeBrowser[] = [];

  readonly film: FakeFilm;

  private constructor(node: MediaNode, { media, film, folder }: World) {
    this.#node = node;
    this.media = media;
    this.film = film;
    this.folder = folder;
  }

  static async start(
    env: Record<string, string> = {},
    { folder, ...timings }: Partial<RpcTimings> & { folder?: string } = {},
  ): Promise<NodeUnderTest> {
    const world: World = {
      media: new MemoryMedia(),
      film: new FakeFilm(),
      folder: folder ?? (await mkdtemp(join(tmpdir(), 'seodang-node-'))),
    };
    const config = readConfig({
      ...{ DOMAIN_OR_PUBLIC_IP: '127.0.0.1', OPENVIDU_SECRET: SECRET, FORCE_PLAIN_HTTP: 'true' },
      ...{ COTURN_SHARED_SECRET_KEY: 'turn-secret', MEDIA_NODE_DATA: world.folder },
      ...{ OPENVIDU_RECORDING_PATH: join(world.folder, 'recordings') },
      ...{ JANUS_URL: 'ws://127.0.0.1:1', JANUS_ADMIN_URL: 'ws://127.0.0.1:1' },
      ...{ JANUS_API_SECRET: 'none', JANUS_ADMIN_SECRET: 'none' },
      ...env,
    });
    const node = await MediaNode.start({
      config: { ...config, SERVER_PORT: 0 },
      media: world.media,
      isReady: () => !world.media.isAway,
      compose: world.film.compose,
      disk: {
        read: () => Promise.resolve({ freeBytes: world.film.freeBytes, totalBytes: 100 * 1024 ** 3 }),
        everyMs: 50,
      },
      retryMs: [50, 50],
      log: pino({ level: 'silent' }),
      timings: { ...OPENVIDU_TIMINGS, ...timings },
    });
    return new NodeUnderTest(node, world);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#node.port}`;
  }

  async rest(method: string, path: string, body?: unknown): Promise<TestAnswer> {
    const response = await fetch(`${this.origin}/openvidu/api${path}`, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from(`OPENVIDUAPP:${SECRET}`).toString('base64')}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : parsed(text) };
  }

  /** A figure of `/metrics` by its short name. */
  async figure(name: string): Promise<number> {
    const text = await (await fetch(`${this.origin}/metrics`)).text();
    return Number(new RegExp(`^media_node_${name} (.*)$`, 'm').exec(text)?.[1]);
  }

  async session(customSessionId: string): Promise<string> {
    await this.rest('POST', '/sessions', { customSessionId });
    return customSessionId;
  }

  /** A token URL of this node, whatever public address its configuration has. */
  async token(sessionId: string, options: Record<string, unknown> = {}): Promise<string> {
    const { body } = await this.rest('POST', `/sessions/${sessionId}/connection`, options);
    const url = new URL((body as { token: string }).token);
    return `ws://127.0.0.1:${this.#node.port}${url.search}`;
  }

  async join(sessionId: string, options: Record<string, unknown> = {}): Promise<FakeBrowser> {
    const browser = await FakeBrowser.join(await this.token(sessionId, options), 'client');
    this.#browsers.push(browser);
    return browser;
  }

  async socket(): Promise<FakeBrowser> {
    const browser = await FakeBrowser.open(`ws://127.0.0.1:${this.#node.port}/openvidu?sessionId=x`);
    this.#browsers.push(browser);
    return browser;
  }

  /** @param keeps Leaves the folder for the node's next life. */
  async stop({ cutFirst = true, keeps = false } = {}): Promise<void> {
    if (cutFirst) for (const browser of this.#browsers) browser.cut();
    await this.#node.stop();
    if (!keeps) await rm(this.folder, { recursive: true, force: true });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

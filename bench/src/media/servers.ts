import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JanusProcess, MEDIA_IP } from '@seodang/media-node/janus/test/janus-process';
import { until } from '@seodang/testing/until';
import { OpenVidu } from 'openvidu-node-client';

/** Two can run side by side. */
const JANUS_PORTS = {
  alone: { api: 12186, admin: 12187, rtp: { from: 22400, to: 22899 } },
  ofNode: { api: 12188, admin: 12189, rtp: { from: 22900, to: 23399 } },
} as const;
const NODE_PORT = 12443;
const SECRET = 'bench-secret';
const COLLECTOR = new URL('./collector.preload.mjs', import.meta.url).href;
/** As it runs in production: compiled. */
const NODE = fileURLToPath(new URL('../../../openvidu/media-node/dist/main.js', import.meta.url));

/** A Janus with an event loop a core. */
export function startJanus(place: keyof typeof JANUS_PORTS): Promise<JanusProcess> {
  return JanusProcess.start(JANUS_PORTS[place], cpus().length);
}

/** The media node on a Janus of its own, both as processes of their own. */
export class MediaNode {
  readonly httpUrl = `http://127.0.0.1:${NODE_PORT}`;
  readonly wsUrl = `ws://127.0.0.1:${NODE_PORT}`;
  readonly openvidu = new OpenVidu(this.httpUrl, SECRET);
  readonly janus: JanusProcess;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(janus: JanusProcess, folder: string) {
    this.janus = janus;
    this.#folder = folder;
    const flags = ['--expose-gc', '--import', COLLECTOR];
    this.#child = spawn(process.execPath, [...flags, NODE], {
      env: { PATH: process.env.PATH, ...environment(janus, folder) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  static async start(): Promise<MediaNode> {
    const janus = await startJanus('ofNode');
    const folder = await mkdtemp(join(tmpdir(), 'seodang-bench-node-'));
    const node = new MediaNode(janus, folder);
    try {
      await until(() => node.#answers(), { what: 'the media node answers', withinMs: 30_000 });
    } catch (error) {
      await node.stop();
      throw error;
    }
    return node;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The media node does not run.');
    return this.#child.pid;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM');
      const hard = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
      await once(this.#child, 'exit');
      clearTimeout(hard);
    }
    await this.janus.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    if (this.#child.exitCode !== null) throw new Error('The media node ended at its start.');
    return fetch(`${this.httpUrl}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

function environment({ address }: JanusProcess, folder: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    DOMAIN_OR_PUBLIC_IP: '127.0.0.1',
    HTTPS_PORT: String(NODE_PORT),
    FORCE_PLAIN_HTTP: 'true',
    SERVER_HOST: '127.0.0.1',
    SERVER_PORT: String(NODE_PORT),
    OPENVIDU_SECRET: SECRET,
    OPENVIDU_WEBHOOK: 'false',
    OPENVIDU_STREAMS_VIDEO_MAX_RECV_BANDWIDTH: '2000',
    // Without any, the browser's client would ask public STUN servers.
    OPENVIDU_WEBRTC_ICE_SERVERS: `["url=stun:${MEDIA_IP}:12478"]`,
    MEDIA_NODE_DATA: folder,
    JANUS_URL: address.url,
    JANUS_ADMIN_URL: address.adminUrl,
    JANUS_API_SECRET: address.apiSecret,
    JANUS_ADMIN_SECRET: address.adminSecret,
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until } from '@seodang/testing/until';
import { FakeBrowser } from './fake-browser.js';
import { SECRET } from './node-under-test.js';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** The whole program as a process of its own, which can be killed and started again. */
export class NodeProcess {
  readonly #port: number;
  readonly #env: Record<string, string>;
  #child: ChildProcess | null = null;

  private constructor(port: number, env: Record<string, string>) {
    this.#port = port;
    this.#env = env;
  }

  static async start(env: Record<string, string>): Promise<NodeProcess> {
    const node = new NodeProcess(await freePort(), env);
    await node.run();
    return node;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves when the media engine is there, too. */
  async ready(): Promise<void> {
    const isReady = async () => (await fetch(`${this.origin}/readyz`)).ok;
    await until(isReady, { what: 'the node is ready' });
  }

  /** Starts it, again after an end; resolves when it answers. */
  async run(): Promise<void> {
    const flags = ['--conditions=seodang:source', '--import', 'tsx'];
    const child = spawn(process.execPath, [...flags, MAIN], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...{ PATH: process.env.PATH, DOMAIN_OR_PUBLIC_IP: '127.0.0.1', HTTPS_PORT: String(this.#port) },
        ...{ FORCE_PLAIN_HTTP: 'true', OPENVIDU_SECRET: SECRET, SERVER_PORT: String(this.#port) },
        ...this.#env,
      },
    });
    this.#child = child;
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error('The node ended at its start.');
        return fetch(`${this.origin}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        );
      },
      { what: 'the node answers' },
    );
  }

  /** @returns The exit code, null for a process that was killed. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  }

  fetch(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.origin}${path}`, {
      method,
      headers: {
        Authorization: `Basic ${btoa(`OPENVIDUAPP:${SECRET}`)}`,
        'Content-Type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  async rest<T>(method: string, path: string, body?: object): Promise<T> {
    return (await (await this.fetch(method, `/openvidu/api${path}`, body)).json()) as T;
  }

  async enter(session: string, data: string): Promise<FakeBrowser> {
    const { token } = await this.rest<{ token: string }>('POST', `/sessions/${session}/connection`, { data });
    return FakeBrowser.join(token, 'client');
  }
}

/** A port below the range that the system gives to outgoing connections. */
async function freePort(): Promise<number> {
  for (let port = 17_443; port < 17_543; port += 1) if (await isFree(port)) return port;
  throw new Error('No port is free.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

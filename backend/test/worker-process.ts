import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { INTERNAL_SECRET, newTokenKey, ORIGIN } from './api.js';
import { argvOf } from './program.js';
import { until } from './until.js';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** The real worker in a process of its own, which a test may kill between any two lines. */
export class WorkerProcess {
  readonly #env: NodeJS.ProcessEnv;
  #process: ChildProcess | null = null;
  #port = 0;
  #output = '';

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    this.#port = await freePort();
    const child = spawn(process.execPath, argvOf('src/worker.ts'), {
      cwd: FOLDER,
      env: {
        PATH: process.env['PATH'],
        WEBHOOK_SECRETS: 'a secret of the tests that is long enough for it',
        INTERNAL_SECRET,
        PUBLIC_ORIGIN: ORIGIN,
        ACCESS_TOKEN_KEY: newTokenKey(),
        WORKER_PORT: String(this.#port),
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.#output += chunk.toString('utf8')));
    }
    this.#process = child;
    await until(
      () => {
        if (child.exitCode !== null) throw new Error(`the worker ended: ${this.#output}`);
        return this.get('/readyz').then(
          ({ status }) => status === 200,
          () => false,
        );
      },
      { what: 'the worker to be ready', withinMs: 60_000 },
    );
  }

  get output(): string {
    return this.#output;
  }

  async get(path: string): Promise<{ status: number; text: string }> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`);
    return { status: answer.status, text: await answer.text() };
  }

  /** Ends it and gives its exit code; null when it was killed. Does nothing when it is not running. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    const [code] = await exited;
    return code;
  }
}

/** A port below those that the system gives to clients. */
export async function freePort(): Promise<number> {
  for (;;) {
    const probe = createServer();
    probe.listen(18_000 + Math.floor(Math.random() * 9_000), '127.0.0.1');
    const isFree = await Promise.race([
      once(probe, 'listening').then(() => true),
      once(probe, 'error').then(() => false),
    ]);
    if (!isFree) continue;
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

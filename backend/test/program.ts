import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

const BACKEND = fileURLToPath(new URL('..', import.meta.url));

/** Compiled where that has just been done: from its sources a program takes twice as long to start. */
export function argvOf(file: string): string[] {
  if (process.env['TEST_COMPILED'] === 'true') return [`dist/${file.replace(/\.ts$/, '.js')}`];
  return ['--conditions=seodang:source', '--import', 'tsx', file];
}

/** One of our programs as a process of its own. */
export class Program {
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  output = '';
  errors = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exit = once(child, 'exit').then(([code]) => code as number | null);
    child.stdout?.on('data', (bytes: Buffer) => (this.output += bytes.toString()));
    child.stderr?.on('data', (bytes: Buffer) => (this.errors += bytes.toString()));
  }

  /** @param file Below backend/, e.g. `src/main.ts`; `words` come after it on the command line. */
  static start(file: string, env: NodeJS.ProcessEnv, words: readonly string[] = []): Program {
    const argv = [...argvOf(file), ...words];
    const { PATH } = process.env;
    return new Program(spawn(process.execPath, argv, { cwd: BACKEND, env: { PATH, ...env }, stdio: 'pipe' }));
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Its exit code; null when a signal ended it. */
  exited(): Promise<number | null> {
    return this.#exit;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  async untilReady(url: string): Promise<void> {
    const isReady = async () => {
      const response = await fetch(url).catch(() => null);
      return response?.status === 200;
    };
    await until(isReady, { what: `${url}; it said ${this.output}${this.errors}`, withinMs: 60_000 });
  }
}

/** A port below the range that outgoing connections are given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 22_000 + Math.floor(Math.random() * 8_000);
    const server = createServer();
    server.listen(port, '127.0.0.1');
    const got = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]);
    if (!got) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answersOk, ChildProgram } from '../child-program.js';

const PROGRAMS = join(import.meta.dirname, '../../../../backend/dist');
const SEED_WITHIN_MS = 60_000;
const LARGEST_CROWD = 64 * 1024 * 1024;
const run = promisify(execFile);

/** Somebody in a channel, signed in for the next ten minutes. */
export interface CrowdMember {
  readonly userId: string;
  readonly name: string;
  readonly roomId: string;
  readonly token: string;
}

export interface BackendPlan {
  readonly port: number;
  readonly redisUrl: string;
  /** Where the API finds MariaDB when not directly: something stands between. */
  readonly databasePort?: number;
}

/** The backend's API as a stack starts it, in a process of its own, on a database of its own. */
export class Backend {
  readonly url: string;
  readonly api: ChildProgram;
  readonly #database: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(url: string, api: ChildProgram, database: string, env: Record<string, string>) {
    this.url = url;
    this.api = api;
    this.#database = database;
    this.#env = env;
  }

  /** @throws {Error} when no stack gave its environment, with MariaDB running. */
  static async start({ port, redisUrl, databasePort }: BackendPlan): Promise<Backend> {
    const database = `seodang_test_${randomBytes(6).toString('hex')}`;
    const server = mariadb();
    await administer(`CREATE DATABASE ${database}`);
    const directly = new URL(`/${database}`, server);
    const around = new URL(directly);
    if (databasePort !== undefined) around.port = String(databasePort);
    const env = { NODE_ENV: 'production', LOG_LEVEL: 'error', REDIS_URL: redisUrl };
    const url = `http://127.0.0.1:${port}`;
    const api = await ChildProgram.start({
      name: 'the API',
      argv: [process.execPath, '--enable-source-maps', join(PROGRAMS, 'src/main.js')],
      env: { ...env, DATABASE_URL: around.href, API_HOST: '127.0.0.1', API_PORT: String(port) },
      isReady: () => answersOk(`${url}/readyz`),
    });
    return new Backend(url, api, database, { ...env, DATABASE_URL: directly.href });
  }

  /** New courses full of new people. @see backend/seeds/crowd.ts */
  async crowd(size: { rooms: number; people: number }): Promise<CrowdMember[]> {
    const { rooms, people } = size;
    const wish = ['--crowd', '--rooms', String(rooms), '--people', String(people)];
    const { stdout } = await run(process.execPath, [join(PROGRAMS, 'seeds/main.js'), ...wish], {
      env: { ...process.env, NODE_OPTIONS: '', ...this.#env },
      timeout: SEED_WITHIN_MS,
      maxBuffer: LARGEST_CROWD,
    });
    return JSON.parse(stdout) as CrowdMember[];
  }

  async close(): Promise<void> {
    await this.api.end('SIGKILL');
    await administer(`DROP DATABASE IF EXISTS ${this.#database}`);
  }
}

/** What the chat-server needs to know to speak with it. @throws {Error} as `Backend.start` */
export function chatSettings(): { publicOrigin: string; internalSecret: string } {
  return { publicOrigin: needed('PUBLIC_ORIGIN'), internalSecret: needed('INTERNAL_SECRET') };
}

function mariadb(): URL {
  return new URL(needed('TEST_MARIADB_URL'));
}

async function administer(sql: string): Promise<void> {
  const { hostname, port, username, password } = mariadb();
  const place = ['--no-defaults', '--protocol=tcp', `--host=${hostname}`, `--port=${port}`];
  await run('mariadb', [...place, `--user=${username}`, '--execute', sql], {
    env: { ...process.env, MYSQL_PWD: decodeURIComponent(password) },
  });
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: this needs a stack (make faults starts one)`);
  return value;
}

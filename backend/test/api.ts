import { generateKeyPairSync, randomInt } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CategoryList,
  CoursePage,
  CourseView,
  StudioCoursePage,
  type CreateCourse,
  type UpdateCourse,
} from '@seodang/contracts/courses';
import { AuthSession, SignInList, UserView, type Register, type UpdateMe } from '@seodang/contracts/identity';
import {
  JoinTicket,
  LessonPage,
  LessonView,
  type ConnectionKind,
  type ScheduleLesson,
  type UpdateLesson,
} from '@seodang/contracts/lessons';
import { Problem } from '@seodang/contracts/problem';
import type { z } from 'zod';
import { composeApi } from '../src/app/compose.js';
import { openPlatform, type Platform } from '../src/app/platform.js';
import type { User } from '../src/identity/index.js';
import { readConfig, type Config } from '../src/platform/config.js';
import { closeServer, listen } from '@seodang/server-kit/http/server';
import { StillClock } from './clock.js';
import { redisUrl, useDatabase } from './database.js';
import { PASSWORD } from './factories.js';
import { RecordedMedia } from './recorded-media.js';
import { until } from './until.js';

export const ORIGIN = 'http://localhost:8080';

/** What the chat-server shows on the inner routes. */
export const INTERNAL_SECRET = 'a third secret of the tests, known to the chat-server';

/** A fresh Ed25519 key as the environment holds it. */
export function newTokenKey(): string {
  return JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}

export function testConfig(env: NodeJS.ProcessEnv): Config {
  return readConfig({
    OPENVIDU_URL: 'http://127.0.0.1:1',
    OPENVIDU_SECRET: 'a secret of the tests, long enough for the check',
    WEBHOOK_SECRETS: 'another secret of the tests that is long enough as well',
    INTERNAL_SECRET,
    PUBLIC_ORIGIN: ORIGIN,
    ACCESS_TOKEN_KEY: newTokenKey(),
    LOG_LEVEL: 'silent',
    ...env,
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Text and bytes as they are, anything else as JSON. */
function toBytes(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return typeof body === 'string' ? body : JSON.stringify(body);
}

async function toAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = (headers.get('content-type') ?? '').includes('json');
  return { status, headers, body: isJson ? (JSON.parse(text) as unknown) : text };
}

/** Sends requests as one person's browser would, through one proxy; or as nobody. */
export class Client {
  readonly address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
  userAgent = 'test browser';
  accessToken: string | null = null;
  cookie: string | null = null;

  constructor(readonly baseUrl: string) {}

  async call(method: string, path: string, { body, headers = {} }: Call = {}): Promise<Answer> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { ...this.#ownHeaders(), ...(body === undefined ? {} : JSON_TYPE), ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: toBytes(body) }),
    });
    const [setCookie] = response.headers.getSetCookie();
    if (setCookie !== undefined) this.cookie = setCookie.split(';', 1)[0] ?? null;
    return toAnswer(response);
  }

  /** Sends what must be refused, and gives the problem. */
  async refused(method: string, path: string, call: Call = {}): Promise<Problem & { headers: Headers }> {
    const { status, headers, body } = await this.call(method, path, call);
    const problem = Problem.parse(body);
    if (problem.status !== status) throw new Error(`status ${status} with a problem of ${problem.status}`);
    return { ...problem, headers };
  }

  async signIn(email: string, password = PASSWORD): Promise<AuthSession> {
    const session = await this.#ask(AuthSession, 'POST', '/api/auth/sign-in', { email, password });
    this.accessToken = session.accessToken;
    return session;
  }

  /** Opens an account and is signed in from then on. */
  async register(body: Register): Promise<AuthSession> {
    const session = await this.#ask(AuthSession, 'POST', '/api/auth/register', body);
    this.accessToken = session.accessToken;
    return session;
  }

  async refresh(): Promise<AuthSession> {
    const session = await this.#ask(AuthSession, 'POST', '/api/auth/refresh');
    this.accessToken = session.accessToken;
    return session;
  }

  readonly me = {
    get: () => this.#ask(UserView, 'GET', '/api/me'),
    update: (body: UpdateMe) => this.#ask(UserView, 'PATCH', '/api/me', body),
    signIns: () => this.#ask(SignInList, 'GET', '/api/me/sign-ins'),
    lessons: (query = '') => this.#ask(LessonPage, 'GET', `/api/me/lessons${query}`),
  };

  readonly lessons = {
    get: (id: string) => this.#ask(LessonView, 'GET', `/api/lessons/${id}`),
    start: (id: string) => this.#ask(LessonView, 'POST', `/api/lessons/${id}/start`),
    join: (id: string, kind: ConnectionKind = 'camera') =>
      this.#ask(JoinTicket, 'POST', `/api/lessons/${id}/join`, { kind }),
    end: (id: string) => this.#ask(LessonView, 'POST', `/api/lessons/${id}/end`),
  };

  readonly courses = {
    categories: () => this.#ask(CategoryList, 'GET', '/api/categories'),
    list: (query = '') => this.#ask(CoursePage, 'GET', `/api/courses${query}`),
    get: (id: string) => this.#ask(CourseView, 'GET', `/api/courses/${id}`),
    listOwn: (query = '') => this.#ask(StudioCoursePage, 'GET', `/api/studio/courses${query}`),
    create: (body: CreateCourse) => this.#ask(CourseView, 'POST', '/api/courses', body),
    change: (id: string, body: UpdateCourse) => this.#ask(CourseView, 'PATCH', `/api/courses/${id}`, body),
    publish: (id: string) => this.#ask(CourseView, 'POST', `/api/courses/${id}/publish`),
    unpublish: (id: string) => this.#ask(CourseView, 'POST', `/api/courses/${id}/unpublish`),
  };

  readonly timetable = {
    schedule: (courseId: string, body: ScheduleLesson) =>
      this.#ask(LessonView, 'POST', `/api/courses/${courseId}/lessons`, body),
    change: (id: string, body: UpdateLesson) => this.#ask(LessonView, 'PATCH', `/api/lessons/${id}`, body),
    cancel: (id: string, reason = '') =>
      this.#ask(LessonView, 'POST', `/api/lessons/${id}/cancel`, { reason }),
    restore: (id: string) => this.#ask(LessonView, 'POST', `/api/lessons/${id}/restore`),
  };

  #ownHeaders(): Record<string, string> {
    return {
      'X-Forwarded-For': this.address,
      'User-Agent': this.userAgent,
      Origin: ORIGIN,
      ...(this.accessToken ? { Authorization: `Bearer ${this.accessToken}` } : {}),
      ...(this.cookie ? { Cookie: this.cookie } : {}),
    };
  }

  async #ask<S extends z.ZodType>(
    schema: S,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<z.output<S>> {
    const answer = await this.call(method, path, body === undefined ? {} : { body });
    if (answer.status !== 200 && answer.status !== 201)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return schema.parse(answer.body);
  }
}

export interface TestApi {
  readonly baseUrl: string;
  readonly clock: StillClock;
  readonly media: RecordedMedia;
  readonly platform: Platform;
  /** A browser without anybody signed in. */
  browser(): Client;
  /** A browser in which this user has signed in; the same one each time. */
  as(user: Pick<User, 'email'>): Promise<Client>;
}

/**
 * Gives the describe block around it the whole API on a database of its own, with a clock that tests move.
 *
 * @param change What is different in the environment, given the stores' addresses.
 */
export function useApi(change: (env: NodeJS.ProcessEnv) => NodeJS.ProcessEnv = () => ({})): TestApi {
  const database = useDatabase();
  const clock = new StillClock();
  const media = new RecordedMedia();
  const clients = new Map<string, Client>();
  let running: { platform: Platform; server: Server; baseUrl: string } | undefined;
  const get = () => {
    if (!running) throw new Error('the API is there only while tests run');
    return running;
  };

  before(async () => {
    const stores = { DATABASE_URL: database.url, REDIS_URL: redisUrl() };
    const config = testConfig({ ...stores, ...change(stores) });
    const platform = openPlatform(config, 'api', clock.now);
    await until(() => platform.redis.status === 'ready', { what: 'redis', withinMs: 10_000 });
    const server = await listen(await composeApi(platform, { lessonMedia: media }), {
      host: '127.0.0.1',
      port: 0,
    });
    const { port } = server.address() as AddressInfo;
    running = { platform, server, baseUrl: `http://127.0.0.1:${port}` };
  });

  after(async () => {
    const { platform, server } = get();
    await closeServer(server);
    await platform.shutdown.run();
  });

  return {
    clock,
    media,
    get baseUrl() {
      return get().baseUrl;
    },
    get platform() {
      return get().platform;
    },
    browser: () => new Client(get().baseUrl),
    async as({ email }) {
      const known = clients.get(email);
      if (known) return known;
      const client = new Client(get().baseUrl);
      await client.signIn(email);
      clients.set(email, client);
      return client;
    },
  };
}

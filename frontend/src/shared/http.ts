import type { z } from 'zod';
import { accessTokens, type AccessTokens } from './access-tokens.js';
import { accepted, json, noAnswer, requestIdOf } from './answers.js';
import { ApiError } from './errors.js';

const DEFAULT_TIMEOUT_MS = 10_000;

export interface RequestOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, with its own type, in place of `body`. */
  file?: Blob | undefined;
  query?: Record<string, string | number | undefined>;
  /** Gives up when it aborts; the promise then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** Lets the request outlive the page; the body must stay under 64 KiB. */
  keepalive?: boolean;
  /**
   * `none` sends no access token and takes a 401 as the answer; `optional` sends the one that is held, and asks for
   * none on behalf of visitors.
   */
  auth?: 'token' | 'optional' | 'none';
  /** Who is asked: the backend (`/api`) unless told otherwise, or the chat-server (`/chat/api`). */
  server?: 'backend' | 'chat';
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Typed requests to `/api` and `/chat/api`: an expired access token is renewed once, every failure is an {@link ApiError}. */
export class Http {
  readonly #tokens: Pick<AccessTokens, 'current' | 'renew'>;
  readonly #fetch: typeof fetch;

  constructor(
    tokens: Pick<AccessTokens, 'current' | 'renew'>,
    fetcher: typeof fetch = (...args) => fetch(...args),
  ) {
    this.#tokens = tokens;
    this.#fetch = fetcher;
  }

  /** @throws {ApiError} when refused, unreachable, too slow, or answered in another shape than `schema`. */
  get<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>> {
    return this.#typed('GET', path, schema, options);
  }

  /** @throws {ApiError} as `get`. */
  post<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>> {
    return this.#typed('POST', path, schema, options);
  }

  /** @throws {ApiError} as `get`. */
  put<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>> {
    return this.#typed('PUT', path, schema, options);
  }

  /** @throws {ApiError} as `get`. */
  patch<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>> {
    return this.#typed('PATCH', path, schema, options);
  }

  /** A request whose answer tells what is left, as leaving a course does. @throws {ApiError} as `get`. */
  delete<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>> {
    return this.#typed('DELETE', path, schema, options);
  }

  /** A file, whatever is in it. @throws {ApiError} as `get`. */
  async download(path: string, options: RequestOptions = {}): Promise<Blob> {
    return (await this.#answer('GET', path, options)).blob();
  }

  /** A request whose answer has no body. @throws {ApiError} as `get`. */
  async send(method: Method, path: string, options: RequestOptions = {}): Promise<void> {
    await this.#answer(method, path, options);
  }

  async #typed<S extends z.ZodType>(method: Method, path: string, schema: S, options: RequestOptions = {}) {
    const response = await this.#answer(method, path, options);
    const parsed = schema.safeParse(await json(response));
    if (!parsed.success) {
      throw new ApiError('client.bad_answer', {
        status: response.status,
        requestId: requestIdOf(response),
        cause: parsed.error,
      });
    }
    return parsed.data;
  }

  async #answer(method: Method, path: string, options: RequestOptions): Promise<Response> {
    const token = await this.#token(options.auth ?? 'token');
    const response = await this.#once(method, path, options, token);
    if (response.status !== 401 || token === null) return accepted(response);

    const renewed = await this.#tokens.renew(token);
    return accepted(renewed === null ? response : await this.#once(method, path, options, renewed));
  }

  async #token(auth: 'token' | 'optional' | 'none'): Promise<string | null> {
    if (auth === 'none') return null;
    const held = this.#tokens.current();
    return held === null && auth === 'token' ? this.#tokens.renew(null) : held;
  }

  async #once(
    method: Method,
    path: string,
    options: RequestOptions,
    token: string | null,
  ): Promise<Response> {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const headers = new Headers({ accept: 'application/json' });
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    if (options.body !== undefined) headers.set('content-type', 'application/json');
    const json = options.body === undefined ? null : JSON.stringify(options.body);
    try {
      return await this.#fetch(address(path, options), {
        method,
        headers,
        body: options.file ?? json,
        credentials: 'same-origin',
        keepalive: options.keepalive ?? false,
        signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
      });
    } catch (cause) {
      options.signal?.throwIfAborted();
      throw noAnswer(cause, timeout);
    }
  }
}

function address(path: string, { query = {}, server = 'backend' }: RequestOptions): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const base = server === 'chat' ? '/chat/api' : '/api';
  return `${base}${path}${search.size > 0 ? `?${search.toString()}` : ''}`;
}

/** The app's one connection to its API. */
export const http = new Http(accessTokens);

import { AuthSession } from '@seodang/contracts/identity';
import { accepted, json, noAnswer, requestIdOf } from './answers.js';
import { ApiError } from './errors.js';

type Listener = (session: AuthSession | null) => void;

/** What tabs of one browser tell each other; access tokens never leave their memory. */
interface TabMessage {
  session: AuthSession | null;
}

interface AccessTokenDeps {
  fetch: typeof fetch;
  /** Runs `work` while no other tab does the same. */
  exclusively: (work: () => Promise<void>) => Promise<void>;
  channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'> | null;
}

const RENEW_TIMEOUT_MS = 10_000;

/**
 * The access token, in memory only, and its renewal by the refresh cookie.
 * The cookie rotates on each use, so tabs take turns and share what one of them was given.
 *
 * @see RFC 9700 §4.14.2 on why a refresh token may be used only once
 */
export class AccessTokens {
  readonly #deps: AccessTokenDeps;
  readonly #listeners = new Set<Listener>();
  #session: AuthSession | null = null;
  #renewal: Promise<string | null> | null = null;

  constructor(deps: AccessTokenDeps) {
    this.#deps = deps;
    deps.channel?.addEventListener('message', (event) => {
      this.#hold((event.data as TabMessage).session);
    });
  }

  current(): string | null {
    return this.#session?.accessToken ?? null;
  }

  /** Called with every session that is held from now on, and with null when it is gone. Gives its own end. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Holds a session (or none) and tells the other tabs. */
  set(session: AuthSession | null): void {
    this.#hold(session);
    this.#deps.channel?.postMessage({ session } satisfies TabMessage);
  }

  /**
   * A token newer than `stale`, or null when nobody is signed in.
   * Callers at the same time share one request.
   *
   * @throws {ApiError} when that cannot be known now; what was held stays.
   */
  renew(stale: string | null): Promise<string | null> {
    this.#renewal ??= this.#deps
      .exclusively(async () => {
        const current = this.current();
        if (current === null || current === stale) await this.#refresh();
      })
      .then(() => this.current())
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  }

  async #refresh(): Promise<void> {
    const timeout = AbortSignal.timeout(RENEW_TIMEOUT_MS);
    const request = { method: 'POST', credentials: 'same-origin', signal: timeout } as const;
    const response = await this.#deps.fetch('/api/auth/refresh', request).catch((cause: unknown) => {
      throw noAnswer(cause, timeout);
    });
    if (response.status === 204 || response.status === 401) {
      this.set(null);
      return;
    }
    const session = AuthSession.safeParse(await json(await accepted(response)));
    if (!session.success) throw new ApiError('client.bad_answer', { requestId: requestIdOf(response) });
    this.set(session.data);
  }

  #hold(session: AuthSession | null): void {
    this.#session = session;
    for (const listener of this.#listeners) listener(session);
  }
}

/** Web Locks exist in secure contexts only; elsewhere the server's grace for parallel tabs must do. */
async function exclusively(work: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator.locks as LockManager | undefined;
  await (locks === undefined ? work() : locks.request('seodang.refresh', work));
}

export const accessTokens = new AccessTokens({
  fetch: (...args) => fetch(...args),
  exclusively,
  channel: typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('seodang.session'),
});

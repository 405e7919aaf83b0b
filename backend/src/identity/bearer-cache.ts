import type { UserId } from '@seodang/contracts/ids';
import { SignIn, type Bearer } from './sign-in.model.js';

interface Remembered {
  readonly bearer: Promise<Bearer | null>;
  readonly until: number;
}

/** Well within the second in which signing out, suspension and new roles must be felt everywhere. */
const REMEMBER_MS = 500;
const MOST = 10_000;

/** What others act on; each may be told more than once. */
export interface IdentityNews {
  /** A sign-in ended. */
  readonly onEnded: (signInId: string) => void;
  /** Somebody's name or roles changed. */
  readonly onChanged: (userId: UserId) => void;
}

/** Who stands behind a sign-in, from SQL, remembered for half a second: one look-up serves a burst of requests. */
export class BearerCache {
  readonly #remembered = new Map<string, Remembered>();
  readonly #news: Partial<IdentityNews>;

  /** @param news Told whenever something is forgotten here, which is when it changed. */
  constructor(news: Partial<IdentityNews> = {}) {
    this.#news = news;
  }

  /** Null when the sign-in has ended, is another user's, or the account is suspended. */
  find(signInId: string, userId: UserId): Promise<Bearer | null> {
    const key = `${signInId} ${userId}`;
    const known = this.#remembered.get(key);
    if (known && known.until > performance.now()) return known.bearer;
    const bearer = SignIn.findBearer(signInId, userId);
    this.#remembered.delete(key);
    this.#remembered.set(key, { bearer, until: performance.now() + REMEMBER_MS });
    bearer.catch(() => this.#remembered.delete(key));
    this.#dropOldest();
    return bearer;
  }

  /** It has ended: the next request of this sign-in asks SQL again. */
  forget(signInId: string): void {
    for (const key of this.#remembered.keys()) if (key.startsWith(signInId)) this.#remembered.delete(key);
    this.#news.onEnded?.(signInId);
  }

  /** Name or roles changed: the next request of each of this user's sign-ins asks SQL again. */
  forgetUser(userId: UserId): void {
    for (const key of this.#remembered.keys()) if (key.endsWith(userId)) this.#remembered.delete(key);
    this.#news.onChanged?.(userId);
  }

  #dropOldest(): void {
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MOST && oldest !== undefined) this.#remembered.delete(oldest);
  }
}

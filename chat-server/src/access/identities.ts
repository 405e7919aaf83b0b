import type { Credentials, Person } from '../broker/application.js';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { AccessTokens } from './access-tokens.js';
import type { BackendClient } from './backend.client.js';

interface Remembered {
  readonly person: Promise<Person>;
  readonly until: number;
}

/** A hint ends it at once; this long when the hint was lost. */
const REMEMBER_MS = 5_000;
const MOST = 20_000;

/** Who it is that shows a ticket or an access token, as the backend says. */
export class Identities {
  readonly #deps: { readonly tokens: AccessTokens; readonly backend: BackendClient; readonly now: Now };
  readonly #remembered = new Map<string, Remembered>();

  constructor(deps: { tokens: AccessTokens; backend: BackendClient; now: Now }) {
    this.#deps = deps;
  }

  /** For a connection. @throws {AppError} `auth.required`, `auth.expired`, `chat.unavailable` */
  async introduce({ ticket, accessToken }: Credentials): Promise<Person> {
    if (ticket !== null) {
      const person = await this.#deps.backend.connect({ by: 'ticket', ticket });
      if (!person) throw new AppError('auth.required');
      return person;
    }
    if (accessToken === null) throw new AppError('auth.required');
    return this.#confirm(await this.#deps.tokens.read(accessToken));
  }

  /** For a request: the sign-in is confirmed once for a burst of them. @throws {AppError} as `introduce` */
  async authenticate(accessToken: string): Promise<Person> {
    const claims = await this.#deps.tokens.read(accessToken);
    const now = this.#deps.now().getTime();
    const known = this.#remembered.get(claims.sid);
    if (known && known.until > now) return ofUser(await known.person, claims.sub);
    const person = this.#confirm(claims);
    this.#remembered.delete(claims.sid);
    this.#remembered.set(claims.sid, { person, until: now + REMEMBER_MS });
    person.catch(() => this.#remembered.delete(claims.sid));
    this.#dropOldest();
    return person;
  }

  forget(signInIds: Iterable<string>): void {
    for (const id of signInIds) this.#remembered.delete(id);
  }

  forgetAll(): void {
    this.#remembered.clear();
  }

  async #confirm({ sub: userId, sid: signInId }: { sub: Person['userId']; sid: string }): Promise<Person> {
    const person = await this.#deps.backend.connect({ by: 'sign-in', userId, signInId });
    if (!person) throw new AppError('auth.expired');
    return person;
  }

  #dropOldest(): void {
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MOST && oldest !== undefined) this.#remembered.delete(oldest);
  }
}

function ofUser(person: Person, userId: Person['userId']): Person {
  if (person.userId !== userId) throw new AppError('auth.required');
  return person;
}

import type { UserId } from '@seodang/contracts/ids';

interface Entry<T> {
  readonly answer: Promise<T | null>;
  /** Until when it is not asked again. */
  freshUntil: number;
  /** Until when it holds while nobody answers. */
  readonly goodUntil: number;
  /** A hint came, perhaps while it was being asked. */
  isForgotten: boolean;
  isRenewed: boolean;
}

export interface AnswerCacheOptions<T> {
  /** How long an answer is not asked for again. */
  readonly freshMs?: number;
  /** How long it holds while nobody answers: a doubted one never does. */
  readonly goodMs?: number;
  /** Asks again, at leisure, for an answer that is used and will not be fresh for long. */
  readonly renew?: (userId: UserId, thing: string) => Promise<T | null>;
  /** How long before. */
  readonly renewMs?: number;
}

const FRESH_MS = 60_000;
const RENEW_MS = 20_000;
const ASK_AGAIN_MS = 5_000;
const MOST_PEOPLE = 20_000;
const ATTEMPTS = 3;

/**
 * Answers of the backend about one person and one thing, for a minute. A "no" is not kept, so that who is let in need
 * not wait; an answer that a hint overtook is asked again.
 */
export class AnswerCache<T> {
  readonly #options: Required<Omit<AnswerCacheOptions<T>, 'renew'>> & Pick<AnswerCacheOptions<T>, 'renew'>;
  readonly #people = new Map<UserId, Map<string, Entry<T>>>();

  constructor(options: AnswerCacheOptions<T> = {}) {
    this.#options = { freshMs: FRESH_MS, goodMs: FRESH_MS, renewMs: RENEW_MS, ...options };
  }

  /** @param ask What gives the answer; null for a "no" */
  async get(userId: UserId, thing: string, ask: () => Promise<T | null>): Promise<T | null> {
    for (let attempt = 1; ; attempt++) {
      const entry = this.#entry(userId, thing, ask);
      const answer = await entry.answer;
      if (!entry.isForgotten || attempt === ATTEMPTS) return answer;
    }
  }

  forgetPerson(userId: UserId): void {
    for (const entry of this.#people.get(userId)?.values() ?? []) entry.isForgotten = true;
    this.#people.delete(userId);
  }

  forgetThing(thing: string): void {
    for (const things of this.#people.values()) {
      const entry = things.get(thing);
      if (!entry) continue;
      entry.isForgotten = true;
      things.delete(thing);
    }
  }

  clear(): void {
    for (const userId of [...this.#people.keys()]) this.forgetPerson(userId);
  }

  /** Lets go of what holds no more. */
  sweep(): void {
    const now = performance.now();
    for (const [userId, things] of this.#people) {
      for (const [thing, { goodUntil }] of things) if (goodUntil < now) things.delete(thing);
      if (things.size === 0) this.#people.delete(userId);
    }
  }

  #entry(userId: UserId, thing: string, ask: () => Promise<T | null>): Entry<T> {
    const known = this.#people.get(userId)?.get(thing);
    const now = performance.now();
    if (known && known.freshUntil > now) {
      if (this.#options.renew && !known.isRenewed && known.freshUntil - now < this.#options.renewMs) {
        this.#renew(known, userId, thing).catch(() => undefined);
      }
      return known;
    }
    const entry = this.#entryOf(
      known && known.goodUntil > now ? this.#askOr(known, ask, () => entry) : ask(),
      now,
    );
    this.#keep(userId, thing, entry);
    return entry;
  }

  #entryOf(answer: Entry<T>['answer'], askedAt: number): Entry<T> {
    const { freshMs, goodMs } = this.#options;
    const times = { freshUntil: askedAt + freshMs, goodUntil: askedAt + goodMs };
    return { answer, ...times, isForgotten: false, isRenewed: false };
  }

  /** When it fails, whoever comes after the time asks for themselves. */
  async #renew(known: Entry<T>, userId: UserId, thing: string): Promise<void> {
    known.isRenewed = true;
    const askedAt = performance.now();
    const answer = await this.#options.renew?.(userId, thing);
    const things = this.#people.get(userId);
    if (answer === undefined || things?.get(thing) !== known) return;
    if (answer === null) things.delete(thing);
    else things.set(thing, this.#entryOf(Promise.resolve(answer), askedAt));
  }

  /** The answer before holds when none can be had now. */
  #askOr(known: Entry<T>, ask: () => Promise<T | null>, self: () => Entry<T>): Promise<T | null> {
    return ask().catch((error: unknown) => {
      if (self().isForgotten) throw error;
      self().freshUntil = performance.now() + ASK_AGAIN_MS;
      return known.answer;
    });
  }

  #keep(userId: UserId, thing: string, entry: Entry<T>): void {
    const things = this.#people.get(userId) ?? new Map<string, Entry<T>>();
    things.set(thing, entry);
    this.#people.delete(userId);
    this.#people.set(userId, things);
    const drop = () => {
      if (things.get(thing) === entry) things.delete(thing);
    };
    entry.answer.then((answer) => {
      if (answer === null) drop();
    }, drop);
    const [oldest] = this.#people.keys();
    if (this.#people.size > MOST_PEOPLE && oldest !== undefined) this.forgetPerson(oldest);
  }
}

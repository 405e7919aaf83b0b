import type { UserId } from '@seodang/contracts/ids';
import { CONSENT_VERSION, type ConsentView, type GiveConsent } from '@seodang/contracts/lessons';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import { Consent } from './consent.model.js';

/** Who has agreed to the notice that stands before every lesson: presence times are kept, others see and hear one. */
export class ConsentService {
  readonly #now: Now;

  constructor({ now }: { readonly now: Now }) {
    this.#now = now;
  }

  /** Whether this person agreed to the notice as it reads today. */
  async view({ userId }: Pick<Actor, 'userId'>): Promise<ConsentView> {
    const consent = await Consent.findOf(userId, CONSENT_VERSION);
    return { version: CONSENT_VERSION, agreedAt: consent?.agreedAt.toISOString() ?? null };
  }

  /** Agreeing again changes nothing. */
  async give(actor: Pick<Actor, 'userId'>, { version }: GiveConsent): Promise<ConsentView> {
    await Consent.keep(actor.userId, version, this.#now());
    return this.view(actor);
  }

  /** @throws {AppError} `lesson.consent_missing` */
  async assertGiven(userId: UserId): Promise<void> {
    if (!(await Consent.findOf(userId, CONSENT_VERSION))) throw new AppError('lesson.consent_missing');
  }
}

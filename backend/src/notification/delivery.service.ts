import { setTimeout as delay } from 'node:timers/promises';
import type { InTransaction } from '../platform/db/transaction.js';
import { newUuid } from '@seodang/server-kit/ids';
import type { Log } from '@seodang/server-kit/log';
import { LeaveRefused, MailNotSent, type Failure, type MailChannel } from './channels/mail.js';
import type { NoticeBook, SettledState } from './notice.model.js';
import { MOST_ATTEMPTS, retryInSec, verdictOn, type Notice, type Template } from './notice.rules.js';
import type { ReminderSchedule } from './reminder.model.js';
import { toMail } from './templates/mail.view.js';

export interface DeliveryDeps {
  readonly notices: NoticeBook;
  readonly schedule: Pick<ReminderSchedule, 'listComing'>;
  readonly channel: Pick<MailChannel, 'send' | 'rest'>;
  readonly inTransaction: InTransaction;
  readonly clock: () => Promise<Date>;
  readonly settings: { readonly origin: string; readonly sender: string };
  readonly log: Log;
  /** Hears of each notice that was settled or put off, e.g. to measure. */
  readonly onOutcome?: (outcome: Outcome, notice: Notice) => void;
  /** Hears how long the mail server took for a mail, seconds. */
  readonly onMail?: (tookSec: number) => void;
}

export type Outcome = SettledState | 'later';

/** Two mails a lane: also when each takes as long as it may, the lease lasts. */
const BATCH = 12;
const LANES = 6;
const COMING_LESSONS = 30;
const SETTLE_ATTEMPTS = 6;
const SETTLE_AGAIN_MS = 1_000;
const KEPT_MS = 30 * 24 * 3_600_000;
const FORGOTTEN_AT_ONCE = 1_000;

/**
 * Sends notices. Each is claimed for a while, and handed over only with leave that one worker gets; a worker killed at any
 * point leaves it either to be sent, or with the mail server.
 *
 * @see docs/adr/0021-reminders.md
 */
export class DeliveryService {
  readonly #deps: DeliveryDeps;
  #running: Promise<number> | null = null;
  #again = false;
  #isStopping = false;

  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
  }

  /**
   * Sends all that is due. Called again meanwhile, it looks once more before it ends.
   *
   * @returns how many notices were settled.
   */
  drain(): Promise<number> {
    this.#again = true;
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** What is under way is finished, and no more is claimed. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Forgets notices that were settled long ago. */
  async forgetOld(now: Date): Promise<void> {
    await this.#deps.notices.forgetSettledBefore(new Date(now.getTime() - KEPT_MS), FORGOTTEN_AT_ONCE);
  }

  async #drain(): Promise<number> {
    const { notices, channel, inTransaction, log } = this.#deps;
    const recovered = await inTransaction((tx) => notices.recover(tx));
    if (recovered.due + recovered.unsure > 0) log.warn(recovered, 'notices of a worker that is gone');
    let settled = 0;
    try {
      while (this.#again) {
        this.#again = false;
        settled += await this.#sendAllDue();
      }
    } finally {
      channel.rest();
    }
    return settled;
  }

  /** Stops early when the mail server is away: the sweep comes back. */
  async #sendAllDue(): Promise<number> {
    const { notices, inTransaction, clock } = this.#deps;
    for (let settled = 0; ;) {
      const now = await clock();
      const claim = newUuid();
      const claimed = await inTransaction((tx) => notices.claim(tx, { claim, now, limit: BATCH }));
      const outcomes = await inLanes(LANES, claimed, (notice) => this.#deliver(notice, claim, now));
      settled += outcomes.filter((outcome) => outcome !== 'later' && outcome !== 'unreachable').length;
      if (this.#isStopping || claimed.length < BATCH || outcomes.includes('unreachable')) return settled;
    }
  }

  async #deliver(notice: Notice, claim: string, now: Date): Promise<Outcome | 'unreachable' | null> {
    const { notices, log } = this.#deps;
    try {
      const verdict = verdictOn(notice, now);
      if ('drop' in verdict) {
        await notices.settle(notice.id, claim, { state: 'dropped', failure: verdict.drop });
        return this.#report('dropped', notice);
      }
      await this.#mail(notice, { claim, template: verdict.tell, now });
      await insistently(() => notices.settle(notice.id, claim, { state: 'sent' }));
      return this.#report('sent', notice);
    } catch (error) {
      if (error instanceof MailNotSent) return this.#fail(notice, claim, error, now);
      // The lease will be over, or is: whoever looks next sees how far this one came.
      const level = error instanceof LeaveRefused ? 'info' : 'error';
      log[level]({ err: error, notice: notice.id }, 'notice left to its lease');
      return null;
    }
  }

  async #mail(notice: Notice, { claim, template, now }: { claim: string; template: Template; now: Date }) {
    const { notices, schedule, channel, settings, onMail } = this.#deps;
    const coming =
      template === 'seat-given' ? await schedule.listComing(notice.course.id, now, COMING_LESSONS) : [];
    const mail = toMail({ template, notice, coming }, settings, now);
    const startedAt = performance.now();
    await channel.send(mail, () => notices.hand(notice.id, claim));
    onMail?.((performance.now() - startedAt) / 1000);
  }

  async #fail(
    notice: Notice,
    claim: string,
    error: MailNotSent,
    now: Date,
  ): Promise<Outcome | 'unreachable'> {
    const { notices, log } = this.#deps;
    const { failure, message, status } = error;
    // Not what the server said: it likes to repeat whom the mail was for.
    log.warn({ notice: notice.id, failure, status, attempt: notice.attempts }, 'mail not sent');
    const end = finalState(failure, notice.attempts);
    if (end) {
      await notices.settle(notice.id, claim, { state: end, failure: message });
      return this.#report(end, notice);
    }
    const at = new Date(now.getTime() + 1_000 * retryInSec(notice.attempts));
    await notices.postpone(notice.id, claim, { at, failure: message });
    this.#report('later', notice);
    return failure === 'unreachable' ? 'unreachable' : 'later';
  }

  #report(outcome: Outcome, notice: Notice): Outcome {
    this.#deps.onOutcome?.(outcome, notice);
    return outcome;
  }
}

/** A mail that went must be known to have gone, also when the database is away for some seconds just then. */
async function insistently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === SETTLE_ATTEMPTS) throw error;
      await delay(SETTLE_AGAIN_MS);
    }
  }
}

function finalState(failure: Failure, attempts: number): 'unsure' | 'failed' | null {
  if (failure === 'unsure') return 'unsure';
  return failure === 'never' || attempts >= MOST_ATTEMPTS ? 'failed' : null;
}

/** Does one after another in so many lanes beside one another. */
async function inLanes<T, R>(
  lanes: number,
  things: readonly T[],
  work: (thing: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = [...things];
  const lane = async () => {
    for (let thing = left.shift(); thing !== undefined; thing = left.shift()) results.push(await work(thing));
  };
  await Promise.all(Array.from({ length: Math.min(lanes, things.length) }, lane));
  return results;
}

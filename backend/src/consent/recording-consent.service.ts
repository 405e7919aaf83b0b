import type { LessonId, UserId } from '@seodang/contracts/ids';
import {
  RECORDING_CONSENT_VERSION,
  type ConsentLedger,
  type GiveRecordingConsent,
  type RecordingConsentView,
} from '@seodang/contracts/recording-consent';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { Log } from '@seodang/server-kit/log';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import type { Actor } from '../platform/http/actor.js';
import type { RecordingConsents } from './recording-consent.model.js';

type Person = Pick<Actor, 'userId'>;
type Auditor = Pick<Actor, 'userId' | 'roles'>;

export interface RecordingConsentDeps {
  readonly table: RecordingConsents;
  /** Whether a lesson, which must be theirs, is live. @throws {AppError} `lesson.not_found` */
  readonly isLive: (actor: Person, lessonId: LessonId) => Promise<boolean>;
  /** They may read what others said. @throws {AppError} `lesson.not_found`, `auth.forbidden` */
  readonly assertAnswersFor: (actor: Auditor, lessonId: LessonId) => Promise<void>;
  /** Writes down what stands from now on. */
  readonly keep: (
    key: { lessonId: LessonId; userId: Actor['userId'] },
    said: { agrees: boolean; version: string; at: Date },
    tx: Tx,
  ) => Promise<void>;
  /** Lets the person's connections follow. */
  readonly follow: (actor: Actor, lessonId: LessonId) => Promise<void>;
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

/** What people say of being recorded in a lesson, and the ledger of it. @see docs/adr/0033-consent-before-the-first-frame.md */
export class RecordingConsentService {
  readonly #deps: RecordingConsentDeps;

  constructor(deps: RecordingConsentDeps) {
    this.#deps = deps;
  }

  /** @throws {AppError} `lesson.not_found` */
  async view(actor: Person, lessonId: LessonId): Promise<RecordingConsentView> {
    const { table, isLive } = this.#deps;
    await isLive(actor, lessonId);
    const last = await table.findLast(lessonId, actor.userId);
    const stands = last?.version === RECORDING_CONSENT_VERSION ? last : null;
    return {
      version: RECORDING_CONSENT_VERSION,
      agrees: stands && Boolean(stands.agrees),
      at: stands?.at.toISOString() ?? null,
    };
  }

  /**
   * Said in the lesson, which only then is known to be recorded or not. Saying the same again adds nothing to the ledger.
   *
   * @throws {AppError} `lesson.not_found`, `lesson.not_live`
   */
  async give(actor: Actor, lessonId: LessonId, said: GiveRecordingConsent): Promise<RecordingConsentView> {
    const { table, isLive, keep, follow, inTransaction, now, log } = this.#deps;
    if (!(await isLive(actor, lessonId))) throw new AppError('lesson.not_live');
    const { userId } = actor;
    const changed = await inTransaction(async (tx) => {
      const at = now();
      // The row of the person is the lock: of two words at once, the second sees the first.
      await keep({ lessonId, userId }, { ...said, at }, tx);
      const last = await table.findLast(lessonId, userId, tx);
      if (last?.version === said.version && Boolean(last.agrees) === said.agrees) return false;
      await table.add(tx, { ...said, lessonId, userId, at });
      return true;
    });
    if (changed) log.info({ lessonId, userId, agrees: said.agrees }, 'word about being recorded');
    await follow(actor, lessonId);
    return this.view(actor, lessonId);
  }

  /** Who makes a recording agrees to be in it, which is written before it begins. */
  async agree(
    tx: Tx,
    { lessonId, userId, at }: { lessonId: LessonId; userId: UserId; at: Date },
  ): Promise<void> {
    const { table } = this.#deps;
    const last = await table.findLast(lessonId, userId, tx);
    if (last?.version === RECORDING_CONSENT_VERSION && last.agrees) return;
    await table.add(tx, { lessonId, userId, at, version: RECORDING_CONSENT_VERSION, agrees: true });
  }

  /** @throws {AppError} `lesson.not_found`, `auth.forbidden` */
  async ledger(actor: Auditor, lessonId: LessonId): Promise<ConsentLedger> {
    const { table, assertAnswersFor } = this.#deps;
    await assertAnswersFor(actor, lessonId);
    const rows = await table.listOf(lessonId);
    return {
      lessonId,
      items: rows.map(({ agrees, at, ...row }) => ({
        ...row,
        agrees: Boolean(agrees),
        at: at.toISOString(),
      })),
    };
  }
}

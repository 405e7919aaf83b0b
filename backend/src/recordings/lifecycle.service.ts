import { RecordingId, type LessonId, type UserId } from '@seodang/contracts/ids';
import type { RecordingStopReason } from '@seodang/contracts/live/lesson-events';
import type { StartRecording } from '@seodang/contracts/recordings';
import { AppError } from '@seodang/server-kit/errors';
import type { Now } from '@seodang/server-kit/clock';
import { newId, newUuid } from '@seodang/server-kit/ids';
import type { Log } from '@seodang/server-kit/log';
import type { ErrorCode } from '@seodang/contracts/errors';
import type { LessonDirectory } from '../lessons/index.js';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import type { Actor } from '../platform/http/actor.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import type { RecordingLedger } from './ledger.model.js';
import { takeIn, whyOver, type Life, type NodeReport } from './node-report.rules.js';
import type { Recorder, StartRefusal } from './recorder.js';
import type { RecordingTable } from './recording.model.js';
import type { LockedLife, RecordingRow } from './recording.row.js';
import type { WishTable } from './wish.model.js';

export interface LifecycleDeps {
  readonly directory: Pick<LessonDirectory, 'getMembership'>;
  readonly recorder: Recorder;
  readonly table: RecordingTable;
  readonly wishes: WishTable;
  readonly ledger: Pick<RecordingLedger, 'write'>;
  /** Writes down that who asks for a recording agrees to be in it. */
  readonly agree: (tx: Tx, key: { lessonId: LessonId; userId: UserId; at: Date }) => Promise<void>;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly inTransaction: InTransaction;
  /** A file is there to be worked on. It may fail: the sweep looks by itself. */
  readonly onReady: (id: RecordingId) => Promise<void>;
  readonly now: Now;
  readonly log: Log;
}

/** A server that was asked a moment ago may not list yet what it was asked for. */
const LOST_AFTER_MS = 60_000;

/** Long enough for somebody to try it again, e.g. after the summer. */
const FAILED_RAW_KEPT_MS = 60 * 24 * 3_600_000;

const REFUSALS: Readonly<Record<StartRefusal, ErrorCode>> = {
  running: 'recording.already_running',
  'nobody-inside': 'recording.nobody_inside',
  'switched-off': 'recording.switched_off',
  'no-space': 'recording.no_space',
  failed: 'recording.start_failed',
};

/**
 * Begins and ends recordings, and follows what the media server says of them. The media server decides what runs. Who asked for
 * what is written before it is asked, and goes into the ledger with the change of state: a crash before its answer is written, or
 * an answer that never came, is mended by its webhook or by the next look at its list.
 */
export class RecordingLifecycle {
  readonly #deps: LifecycleDeps;

  constructor(deps: LifecycleDeps) {
    this.#deps = deps;
  }

  /**
   * Only where the course says that its lessons may be recorded: people enrolled and came knowing that. Who presses the button is
   * recorded too, and agrees by that.
   *
   * @throws {AppError} `lesson.not_found`, `auth.forbidden`, `lesson.not_live`, `recording.…`, `media.unavailable`
   */
  async start(actor: Actor, lessonId: LessonId, wanted: StartRecording): Promise<RecordingRow> {
    const { recorder, wishes, agree, inTransaction, now, log } = this.#deps;
    await this.#assertLeads(actor, lessonId);
    const { userId } = actor;
    const wish = { id: newUuid(), lessonId, userId, title: wanted.title ?? null, at: now() };
    await inTransaction(async (tx) => {
      await agree(tx, wish);
      await wishes.add(tx, wish);
    });
    const answer = await recorder.start(lessonId);
    if (typeof answer === 'string') {
      await wishes.remove(wish);
      throw new AppError(REFUSALS[answer]);
    }
    const id = await inTransaction((tx) => this.#apply(tx, answer));
    if (!id) throw new AppError('recording.start_failed');
    log.info({ lessonId, recordingId: id }, 'recording started');
    return this.#get(id);
  }

  /** @throws {AppError} `lesson.not_found`, `auth.forbidden`, `recording.not_running`, `media.unavailable` */
  async stop(actor: Actor, lessonId: LessonId): Promise<RecordingRow> {
    const { part } = await this.#deps.directory.getMembership(actor, lessonId);
    if (part !== 'instructor') throw new AppError('auth.forbidden');
    const running = await this.stopRunning(lessonId, { reason: 'by-instructor', by: actor.userId });
    if (!running) throw new AppError('recording.not_running');
    return this.#get(running.id);
  }

  /**
   * Stops what is recorded of a lesson.
   *
   * @param asked.by Null when the server does it by itself.
   * @returns null when nothing is.
   * @throws {AppError} `media.unavailable`; then it goes on, and may stop for another reason
   */
  async stopRunning(
    lessonId: LessonId,
    { reason, by }: { reason: RecordingStopReason; by: UserId | null },
  ): Promise<RecordingRow | null> {
    const { recorder, table, now } = this.#deps;
    const running = await table.findRunning(lessonId);
    if (!running) return null;
    await table.change(running.id, { askedStop: reason, askedStopBy: by }, { now: now() });
    const report = await recorder.stop(lessonId, running.nodeId);
    if (report) await this.hear([{ ...report, reason: report.reason ?? 'by-instructor' }]);
    else await this.reconcile();
    return running;
  }

  /** Takes in what the media server says, in one transaction. */
  async hear(reports: readonly NodeReport[]): Promise<void> {
    await this.#deps.inTransaction((tx) => this.apply(tx, reports));
  }

  /** The same inside a transaction, e.g. of the webhook that says it. */
  async apply(tx: Tx, reports: readonly NodeReport[]): Promise<void> {
    for (const report of reports) await this.#apply(tx, report);
  }

  /**
   * Compares with the list of the media server: webhooks are hints, REST is the truth.
   *
   * @returns how many recordings were mended.
   * @throws {AppError} `media.unavailable`
   */
  async reconcile(): Promise<number> {
    const { recorder, table, now } = this.#deps;
    // Our rows are read first: what begins after that is in the list, but not among those that may be missing.
    const open = await table.listWithNode();
    const seen = await recorder.list();
    const known = await table.listStatuses(seen.map(({ nodeId }) => nodeId));
    const status = new Map(known.map((each) => [keyOf(each), each.status]));
    const news = seen.filter((report) => status.get(keyOf(report)) !== report.status);
    if (news.length > 0) await this.hear(news);
    const there = new Set(seen.map(keyOf));
    await table.noteSeen(
      open.filter((each) => there.has(keyOf(each))).map(({ id }) => id),
      now(),
    );
    for (const { composed, ...each } of seen) if (composed !== null) await table.noteComposed(each, composed);
    const lostBefore = now().getTime() - LOST_AFTER_MS;
    const lost = open.filter((each) => !there.has(keyOf(each)) && each.seenAt.getTime() < lostBefore);
    await this.hear(lost.map((each) => ({ ...each, ...LOST })));
    await this.#removeRaw(there);
    return news.length + lost.length;
  }

  async #apply(tx: Tx, report: NodeReport): Promise<RecordingId | null> {
    const { table, outbox, onReady, now, log } = this.#deps;
    const at = now();
    const known = await table.lockLife(tx, report);
    const step = takeIn(known, report, newId(RecordingId), at);
    const { life, begins, event } = step;
    // Who comes second waits for the first, then finds its row.
    if (!known && !(await table.add(tx, life, { report, now: at }))) {
      const theirs = await table.lockLife(tx, report);
      return theirs ? this.#apply(tx, report) : null;
    }
    await table.keepLife(tx, life, { begins, now: at });
    if (!known) await this.#noteStart(tx, life.id, report);
    await this.#noteEnd(tx, { known, life, report });
    if (event) await outbox.add(tx, { lessonId: report.lessonId, event });
    if (begins) {
      tx.afterCommit(() => {
        onReady(life.id).catch((error: unknown) => {
          log.debug({ err: error, recordingId: life.id }, 'a recording is left to the sweep');
        });
      });
    }
    return life.id;
  }

  /** Whoever wished for it began it; nobody did when the media server is told to record by another. */
  async #noteStart(tx: Tx, recordingId: RecordingId, { lessonId, startedAt }: NodeReport): Promise<void> {
    const { table, wishes, ledger, now } = this.#deps;
    const wish = await wishes.take(tx, lessonId);
    if (wish?.title) await table.change(recordingId, { title: wish.title }, { tx, now: now() });
    const { userId, at } = wish ?? { userId: null, at: startedAt };
    await ledger.write(tx, { recordingId, lessonId, userId, at, deed: 'started' });
  }

  /** Whoever asked for the end ended it, unless it ended for another reason. */
  async #noteEnd(
    tx: Tx,
    { known, life, report }: { known: LockedLife | null; life: Life; report: NodeReport },
  ): Promise<void> {
    const ranBefore = known === null || known.state === 'recording';
    if (!ranBefore || life.state === 'recording') return;
    const why = whyOver(life);
    const userId = known !== null && why === life.askedStop ? known.askedStopBy : null;
    const { ledger, now } = this.#deps;
    const entry = { recordingId: life.id, lessonId: report.lessonId, userId, at: life.stoppedAt ?? now() };
    await ledger.write(tx, { ...entry, deed: 'stopped', detail: userId === null ? why : '' });
  }

  async #removeRaw(there: ReadonlySet<string>): Promise<void> {
    const { table, recorder, ledger, inTransaction, now, log } = this.#deps;
    const failedBefore = new Date(now().getTime() - FAILED_RAW_KEPT_MS);
    for (const raw of await table.listUnneededRaw(failedBefore)) {
      const { id: recordingId, lessonId, nodeId } = raw;
      try {
        if (there.has(keyOf(raw))) await recorder.remove(nodeId);
        await inTransaction(async (tx) => {
          const where = 'has_raw = TRUE';
          if (!(await table.change(recordingId, { hasRaw: false }, { tx, where, now: now() }))) return;
          await ledger.write(tx, { recordingId, lessonId, userId: null, deed: 'raw-removed', at: now() });
        });
        log.info({ recordingId }, 'raw recording removed');
      } catch (error) {
        // One that stays must not keep the others: the next look tries again.
        log.warn({ err: error, recordingId }, 'raw recording could not be removed');
      }
    }
  }

  async #assertLeads(actor: Actor, lessonId: LessonId): Promise<void> {
    const { lesson, part } = await this.#deps.directory.getMembership(actor, lessonId);
    if (part !== 'instructor') throw new AppError('auth.forbidden');
    if (lesson.state !== 'live') throw new AppError('lesson.not_live');
    if (lesson.isRecorded === 0) throw new AppError('recording.not_announced');
  }

  async #get(id: RecordingId): Promise<RecordingRow> {
    const row = await this.#deps.table.find(id);
    if (!row) throw new AppError('recording.not_found');
    return row;
  }
}

const LOST = { status: 'failed', at: null, reason: 'fault', sizeBytes: null, durationMs: null } as const;

function keyOf({ nodeId, startedAt }: { readonly nodeId: string; readonly startedAt: Date }): string {
  return `${nodeId} ${startedAt.getTime()}`;
}

import type { LessonId, RecordingId } from '@seodang/contracts/ids';
import type { LessonTimeline, SetMark, TimelineItem } from '@seodang/contracts/timeline';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import { newUuid } from '@seodang/server-kit/ids';
import type { LessonDirectory } from '../lessons/index.js';
import type { InTransaction } from '../platform/db/transaction.js';
import type { Actor } from '../platform/http/actor.js';
import { cutOf, mayManage, type ReplayAccess, type TimelineChapters } from '../recordings/index.js';
import type { TimelineTable } from './timeline.model.js';
import { chaptersIn, happeningsIn, shownTo, toItem } from './timeline.rules.js';

export interface TimelineDeps {
  readonly directory: Pick<LessonDirectory, 'getMembership'>;
  readonly access: Pick<ReplayAccess, 'getWatchable'>;
  readonly table: TimelineTable;
  readonly inTransaction: InTransaction;
  readonly now: Now;
}

/** Chapters where nobody wrote them. */
export function chaptersOfTimeline(table: Pick<TimelineTable, 'readFacts'>): TimelineChapters {
  return async ({ lessonId, startedAt, durationMs }) => {
    const happenings = happeningsIn(await table.readFacts(lessonId));
    return chaptersIn(happenings, { zero: startedAt.getTime(), durationMs: durationMs ?? 0 });
  };
}

/** What happened in a lesson, on one clock. */
export class TimelineService {
  readonly #deps: TimelineDeps;

  constructor(deps: TimelineDeps) {
    this.#deps = deps;
  }

  /**
   * @param recordingId Offsets are told from its first frame, to whoever may watch it, and those who do not manage it learn of
   *   nobody else when they came and went; without one only the instructor asks.
   * @throws {AppError} `lesson.not_found`, `recording.not_found`, `auth.forbidden`
   */
  async view(actor: Actor, lessonId: LessonId, recordingId?: RecordingId): Promise<LessonTimeline> {
    const facts = () => this.#deps.table.readFacts(lessonId);
    if (recordingId === undefined) {
      await this.#assertLeads(actor, lessonId);
      const items = happeningsIn(await facts()).map((happening) => toItem(happening, null));
      return { lessonId, recordingId: null, items };
    }
    const { row, part } = await this.#deps.access.getWatchable(actor, recordingId);
    if (row.lessonId !== lessonId) throw new AppError('recording.not_found');
    const zero = row.startedAt.getTime();
    const all = happeningsIn(await facts());
    const { startMs, endMs } = cutOf(row);
    const onlooker = { userId: actor.userId, from: zero + startMs, to: zero + endMs };
    const happenings = mayManage(part) ? all : shownTo(onlooker, all);
    return { lessonId, recordingId, items: happenings.map((happening) => toItem(happening, zero)) };
  }

  /** Marks this moment. @throws {AppError} `lesson.not_found`, `auth.forbidden`, `lesson.not_live` */
  async mark(actor: Actor, lessonId: LessonId, { label, clientId }: SetMark): Promise<TimelineItem> {
    const { directory, table, inTransaction, now } = this.#deps;
    const { lesson, part } = await directory.getMembership(actor, lessonId);
    if (part !== 'instructor') throw new AppError('auth.forbidden');
    if (lesson.state !== 'live') throw new AppError('lesson.not_live');
    const mark = { id: newUuid(), lessonId, userId: actor.userId, clientId, at: now(), label };
    const kept = await inTransaction((tx) => table.keepMark(mark, tx));
    return toItem({ ...kept, kind: 'mark' }, null);
  }

  async #assertLeads(actor: Actor, lessonId: LessonId): Promise<void> {
    const { part } = await this.#deps.directory.getMembership(actor, lessonId);
    if (part !== 'instructor') throw new AppError('auth.forbidden');
  }
}

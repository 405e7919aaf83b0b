import type { LeaveReason } from '@seodang/contracts/attendance';
import type { LessonId, UserId } from '@seodang/contracts/ids';
import { QueryTypes, type Sequelize } from 'sequelize';
import { z } from 'zod';
import type { Tx } from '../platform/db/transaction.js';
import { toIntervals, type LessonTime } from '../attendance/index.js';
import type { LessonFacts, TimelineMark, TimelineStretch } from './timeline.rules.js';

/** A mark as it is set. */
export interface NewMark {
  readonly id: string;
  readonly lessonId: LessonId;
  readonly userId: UserId;
  /** Of the page that set it. */
  readonly clientId: string;
  readonly at: Date;
  readonly label: string;
}

interface SpanRow {
  readonly userId: UserId;
  readonly name: string;
  readonly kind: 'camera' | 'screen';
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
  readonly reason: LeaveReason | null;
}

interface MarkRow {
  readonly id: string;
  readonly at: Date;
  readonly label: string;
  readonly userId: UserId;
  readonly name: string;
}

interface RecordingRow {
  readonly id: string;
  readonly startedAt: Date;
  readonly stoppedAt: Date | null;
  readonly facts: string | null;
}

/** What the pipeline learnt of a film; only this part of it is of use here. */
const Gaps = z.object({
  gaps: z.array(z.object({ fromMs: z.number(), toMs: z.number() })).default([]),
});

/** What is known of lessons, from where it is kept; only marks are kept here. */
export class TimelineTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  async readFacts(lessonId: LessonId): Promise<LessonFacts> {
    const [[lesson], spans, recordings, marks] = await Promise.all([
      this.#select<{ startedAt: Date | null; endedAt: Date | null }>(
        'SELECT started_at AS startedAt, ended_at AS endedAt FROM lessons WHERE id = :lessonId',
        lessonId,
      ),
      this.#select<SpanRow>(
        `SELECT s.user_id AS userId, u.name, s.kind, s.joined_at AS joinedAt, s.left_at AS leftAt, s.reason
           FROM attendance_spans s JOIN users u ON u.id = s.user_id
          WHERE s.lesson_id = :lessonId AND s.joined_at IS NOT NULL`,
        lessonId,
      ),
      this.#select<RecordingRow>(
        `SELECT id, started_at AS startedAt, stopped_at AS stoppedAt, facts FROM recordings
          WHERE lesson_id = :lessonId AND purged_at IS NULL`,
        lessonId,
      ),
      this.#select<MarkRow>(`${MARKS} WHERE m.lesson_id = :lessonId`, lessonId),
    ]);
    const time = lesson?.startedAt
      ? { startedAt: lesson.startedAt.getTime(), endedAt: lesson.endedAt?.getTime() ?? null }
      : null;
    return {
      lesson: time,
      stretches: time ? stretchesOf(spans, time) : [],
      recordings: recordings.map(({ id, startedAt, stoppedAt, facts }) => ({
        id,
        startedAt: startedAt.getTime(),
        stoppedAt: stoppedAt?.getTime() ?? null,
        gaps: Gaps.parse(JSON.parse(facts ?? '{}')).gaps,
      })),
      marks: marks.map(toMark),
    };
  }

  /** The mark that a page set by this id; whoever tells of it again changes nothing. */
  async keepMark(mark: NewMark, tx: Tx): Promise<TimelineMark> {
    await this.#db.query(
      `INSERT IGNORE INTO lesson_marks (id, lesson_id, user_id, client_id, at, label)
       VALUES (:id, :lessonId, :userId, :clientId, :at, :label)`,
      { replacements: { ...mark }, type: QueryTypes.INSERT, transaction: tx },
    );
    const { lessonId, clientId } = mark;
    const [row] = await this.#db.query<MarkRow>(
      `${MARKS} WHERE m.lesson_id = :lessonId AND m.client_id = :clientId`,
      { replacements: { lessonId, clientId }, type: QueryTypes.SELECT, transaction: tx },
    );
    if (!row) throw new Error(`the mark ${clientId} was not kept`);
    return toMark(row);
  }

  #select<Row extends object>(sql: string, lessonId: LessonId): Promise<Row[]> {
    return this.#db.query<Row>(sql, { replacements: { lessonId }, type: QueryTypes.SELECT });
  }
}

/** As in the attendance: somebody whose network was lost for a moment neither left nor came. */
function stretchesOf(spans: readonly SpanRow[], time: LessonTime): TimelineStretch[] {
  const byOwner = new Map<string, SpanRow[]>();
  for (const span of spans) {
    const key = `${span.userId} ${span.kind}`;
    const known = byOwner.get(key);
    if (known) known.push(span);
    else byOwner.set(key, [span]);
  }
  return [...byOwner.values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { userId, name, kind } = first;
    const times = own.map(({ joinedAt, leftAt, reason }) => ({
      joinedAt: joinedAt.getTime(),
      leftAt: leftAt?.getTime() ?? null,
      reason,
    }));
    return toIntervals(times, time).map(({ joinedAt, leftAt }) => ({
      person: { id: userId, name },
      kind,
      joinedAt,
      leftAt,
    }));
  });
}

const MARKS = `
  SELECT m.id, m.at, m.label, m.user_id AS userId, u.name FROM lesson_marks m JOIN users u ON u.id = m.user_id`;

function toMark({ id, at, label, userId, name }: MarkRow): TimelineMark {
  return { id, at: at.getTime(), label, person: { id: userId, name } };
}

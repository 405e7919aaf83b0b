import type { LeaveReason } from '@seodang/contracts/attendance';
import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { ConnectionKind } from '@seodang/contracts/lessons';
import {
  DataTypes,
  Model,
  QueryTypes,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { endOf, lastSignOfLife, type ClosingReason, type EndSource, type SpanFacts } from './span.rules.js';

/** Whose connection a span is. */
export interface SpanOwner {
  readonly connectionId: string;
  readonly lessonId: LessonId;
  readonly userId: UserId;
  readonly kind: ConnectionKind;
}

/** A span with the name of its person. */
export interface PresenceRow {
  readonly userId: UserId;
  readonly name: string;
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
  readonly reason: LeaveReason | null;
}

/** What is known of one connection, and what follows from it. */
export class AttendanceSpan extends Model<
  InferAttributes<AttendanceSpan, { omit: 'facts' }>,
  InferCreationAttributes<AttendanceSpan, { omit: 'facts' }>
> {
  declare connectionId: string;
  declare lessonId: LessonId;
  declare userId: UserId;
  declare kind: ConnectionKind;
  declare joinedAt: CreationOptional<Date | null>;
  declare toldLeftAt: CreationOptional<Date | null>;
  declare toldLeftWhy: CreationOptional<string | null>;
  declare closingAt: CreationOptional<Date | null>;
  declare closing: CreationOptional<ClosingReason | null>;
  declare goneBy: CreationOptional<Date | null>;
  declare sessionGone: CreationOptional<boolean>;
  declare seenAt: CreationOptional<Date | null>;
  declare beatAt: CreationOptional<Date | null>;
  declare goodbyeAt: CreationOptional<Date | null>;
  declare leftAt: CreationOptional<Date | null>;
  declare reason: CreationOptional<LeaveReason | null>;
  declare source: CreationOptional<EndSource | null>;
  declare lastSeenAt: CreationOptional<Date | null>;

  static initIn(db: Sequelize): void {
    const instant = DataTypes.DATE(3);
    AttendanceSpan.init(
      {
        connectionId: { type: DataTypes.STRING(191), primaryKey: true },
        lessonId: DataTypes.CHAR(36),
        userId: DataTypes.CHAR(36),
        kind: DataTypes.STRING,
        joinedAt: instant,
        toldLeftAt: instant,
        toldLeftWhy: DataTypes.STRING(64),
        closingAt: instant,
        closing: DataTypes.STRING,
        goneBy: instant,
        sessionGone: DataTypes.BOOLEAN,
        seenAt: instant,
        beatAt: instant,
        goodbyeAt: instant,
        leftAt: instant,
        reason: DataTypes.STRING,
        source: DataTypes.STRING,
        lastSeenAt: instant,
      },
      { sequelize: db, tableName: 'attendance_spans', underscored: true },
    );
  }

  get facts(): SpanFacts {
    return {
      joinedAt: toMs(this.joinedAt),
      left: this.toldLeftAt && { at: this.toldLeftAt.getTime(), why: this.toldLeftWhy ?? 'unknown' },
      closing: this.closingAt && this.closing && { at: this.closingAt.getTime(), why: this.closing },
      goneBy: toMs(this.goneBy),
      sessionGone: this.sessionGone,
      seenAt: toMs(this.seenAt),
      beatAt: toMs(this.beatAt),
      goodbyeAt: toMs(this.goodbyeAt),
    };
  }

  /** Makes rows for connections not met before, then locks all of them in one order, so that two workers cannot cross. */
  static async lockAll(owners: readonly SpanOwner[], tx: Tx): Promise<AttendanceSpan[]> {
    const ids = owners.map(({ connectionId }) => connectionId);
    const lock = () =>
      AttendanceSpan.findAll({
        where: { connectionId: ids },
        order: ['connectionId'],
        transaction: tx,
        lock: tx.LOCK.UPDATE,
      });
    const known = await lock();
    if (known.length === ids.length) return known;
    const values = owners.map(({ connectionId, lessonId, userId, kind }) => [
      connectionId,
      lessonId,
      userId,
      kind,
    ]);
    await databaseOf(AttendanceSpan).query(
      `INSERT INTO attendance_spans (connection_id, lesson_id, user_id, kind) VALUES :values
       ON DUPLICATE KEY UPDATE connection_id = connection_id`,
      { replacements: { values }, transaction: tx, type: QueryTypes.INSERT },
    );
    return lock();
  }

  /** Keeps what is known now, and what follows from it. */
  static async keep(spans: readonly { owner: SpanOwner; facts: SpanFacts }[], tx: Tx): Promise<void> {
    if (spans.length === 0) return;
    await AttendanceSpan.bulkCreate(
      spans.map(({ owner, facts }) => ({ ...owner, ...columnsOf(facts) })),
      { updateOnDuplicate: KEPT_COLUMNS, transaction: tx },
    );
  }

  /** Connections of a lesson that may still show signs of life. */
  static listUnsettled(lessonId: LessonId): Promise<SpanOwner[]> {
    return databaseOf(AttendanceSpan).query<SpanOwner>(
      `SELECT connection_id AS connectionId, lesson_id AS lessonId, user_id AS userId, kind FROM attendance_spans
       WHERE lesson_id = :lessonId AND (left_at IS NULL OR source <> 'webhook')`,
      { replacements: { lessonId }, type: QueryTypes.SELECT },
    );
  }

  /** Presence by camera connections, of everybody or of one person. */
  static listPresence(lessonId: LessonId, userId?: UserId): Promise<PresenceRow[]> {
    const only = userId === undefined ? '' : 'AND s.user_id = :userId';
    return databaseOf(AttendanceSpan).query<PresenceRow>(
      `SELECT s.user_id AS userId, u.name, s.joined_at AS joinedAt, s.left_at AS leftAt, s.reason
       FROM attendance_spans s JOIN users u ON u.id = s.user_id
       WHERE s.lesson_id = :lessonId ${only} AND s.kind = 'camera' AND s.joined_at IS NOT NULL`,
      { replacements: { lessonId, userId: userId ?? null }, type: QueryTypes.SELECT },
    );
  }
}

const KEPT_COLUMNS: Exclude<keyof InferAttributes<AttendanceSpan, { omit: 'facts' }>, keyof SpanOwner>[] = [
  'joinedAt',
  'toldLeftAt',
  'toldLeftWhy',
  'closingAt',
  'closing',
  'goneBy',
  'sessionGone',
  'seenAt',
  'beatAt',
  'goodbyeAt',
  'leftAt',
  'reason',
  'source',
  'lastSeenAt',
];

function columnsOf(facts: SpanFacts) {
  const { left, closing } = facts;
  return {
    joinedAt: toDate(facts.joinedAt),
    toldLeftAt: left && toDate(left.at),
    toldLeftWhy: left && left.why,
    closingAt: closing && toDate(closing.at),
    closing: closing && closing.why,
    goneBy: toDate(facts.goneBy),
    sessionGone: facts.sessionGone,
    seenAt: toDate(facts.seenAt),
    beatAt: toDate(facts.beatAt),
    goodbyeAt: toDate(facts.goodbyeAt),
    ...endColumnsOf(facts),
    lastSeenAt: toDate(lastSignOfLife(facts)),
  };
}

function endColumnsOf(facts: SpanFacts) {
  const end = endOf(facts);
  return end
    ? { leftAt: toDate(end.leftAt), reason: end.reason, source: end.source }
    : { leftAt: null, reason: null, source: null };
}

function toMs(date: Date | null): number | null {
  return date?.getTime() ?? null;
}

function toDate(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

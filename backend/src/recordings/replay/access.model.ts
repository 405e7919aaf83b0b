import type { RecordingId } from '@seodang/contracts/ids';
import type { RecordingVisibility } from '@seodang/contracts/recordings';
import { QueryTypes, type Sequelize } from 'sequelize';

/** What decides about one viewer of one recording, as it is now. */
export interface Standing {
  readonly visibility: RecordingVisibility;
  readonly shareKey: string | null;
  readonly deletedAt: Date | null;
  readonly publishedVersion: number | null;
  readonly leads: 0 | 1;
  readonly isOperator: 0 | 1;
  readonly hasSeat: 0 | 1;
  /** The instructor has removed them from the lesson. */
  readonly isRemoved: 0 | 1;
  /** Their sign-in stands, and they are not suspended. */
  readonly isSignedIn: 0 | 1;
}

export class AccessTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  async find(
    id: RecordingId,
    { userId, signInId }: { userId: string | null; signInId: string | null },
    now: Date,
  ): Promise<Standing | null> {
    const [row] = await this.#db.query<Standing>(
      `SELECT r.visibility, r.share_key AS shareKey, r.deleted_at AS deletedAt, r.published_version AS publishedVersion,
              COALESCE(c.instructor_id = :userId, 0) AS leads,
              EXISTS (SELECT 1 FROM user_roles o WHERE o.user_id = :userId AND o.role = 'operator') AS isOperator,
              EXISTS (SELECT 1 FROM enrolments e
                       WHERE e.user_id = :userId AND e.course_id = c.id AND e.state = 'enrolled') AS hasSeat,
              EXISTS (SELECT 1 FROM lesson_people p
                       WHERE p.lesson_id = l.id AND p.user_id = :userId AND p.removed_at IS NOT NULL) AS isRemoved,
              EXISTS (SELECT 1 FROM sign_ins s JOIN users u ON u.id = s.user_id
                       WHERE s.id = :signInId AND s.user_id = :userId AND s.ended_at IS NULL AND s.expires_at > :now
                         AND u.suspended_at IS NULL) AS isSignedIn
         FROM recordings r JOIN lessons l ON l.id = r.lesson_id JOIN courses c ON c.id = l.course_id
        WHERE r.id = :id AND r.purged_at IS NULL`,
      { replacements: { id, userId, signInId, now }, type: QueryTypes.SELECT },
    );
    return row ?? null;
  }
}

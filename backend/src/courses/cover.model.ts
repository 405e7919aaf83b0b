import { DataTypes, Model, QueryTypes, type InferAttributes, type Sequelize } from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import type { CoverPicture, CoverWidth } from './cover-picture.js';

/** One width of an uploaded picture, named by its content. */
export class CourseCover extends Model<InferAttributes<CourseCover>> {
  declare hash: string;
  declare width: number;
  /** WebP. */
  declare body: Buffer;
  declare keptAt: Date;

  static initIn(db: Sequelize): void {
    CourseCover.init(
      {
        hash: { type: DataTypes.CHAR(64), primaryKey: true },
        width: { type: DataTypes.SMALLINT.UNSIGNED, primaryKey: true },
        body: DataTypes.BLOB('medium'),
        keptAt: DataTypes.DATE(3),
      },
      { sequelize: db, tableName: 'course_covers', underscored: true },
    );
  }

  /** The rows stay locked until the transaction ends, so that none is swept before its course names it. */
  static async keep({ hash, bodies }: CoverPicture, keptAt: Date, tx: Tx): Promise<void> {
    const rows = bodies.map(({ width, body }) => ({ hash, width, body, keptAt }));
    await CourseCover.bulkCreate(rows, { updateOnDuplicate: ['keptAt'], transaction: tx });
  }

  static async findBody(hash: string, width: CoverWidth): Promise<Buffer | null> {
    const cover = await CourseCover.findOne({ attributes: ['body'], where: { hash, width } });
    return cover?.body ?? null;
  }

  /** Forgets what was kept before this and no course names. */
  static async removeUnused(keptBefore: Date): Promise<number> {
    return databaseOf(CourseCover).query(
      `DELETE FROM course_covers WHERE kept_at < :keptBefore
         AND NOT EXISTS (SELECT 1 FROM courses c WHERE c.cover_image = course_covers.hash)`,
      { replacements: { keptBefore }, type: QueryTypes.BULKDELETE },
    );
  }
}

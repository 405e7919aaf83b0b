import type { UserId } from '@seodang/contracts/ids';
import {
  DataTypes,
  Model,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { databaseOf } from '../platform/db/database.js';

/** That a person agreed to one version of the notice, and when. */
export class Consent extends Model<InferAttributes<Consent>, InferCreationAttributes<Consent>> {
  declare userId: UserId;
  declare version: string;
  declare agreedAt: Date;

  static initIn(db: Sequelize): void {
    Consent.init(
      {
        userId: { type: DataTypes.CHAR(36), primaryKey: true },
        version: { type: DataTypes.STRING(16), primaryKey: true },
        agreedAt: DataTypes.DATE(3),
      },
      { sequelize: db, tableName: 'consents', underscored: true },
    );
  }

  static findOf(userId: UserId, version: string): Promise<Consent | null> {
    return Consent.findOne({ where: { userId, version } });
  }

  /** The first time counts. */
  static async keep(userId: UserId, version: string, agreedAt: Date): Promise<void> {
    await databaseOf(Consent).query(
      `INSERT INTO consents (user_id, version, agreed_at) VALUES (:userId, :version, :agreedAt)
       ON DUPLICATE KEY UPDATE version = version`,
      { replacements: { userId, version, agreedAt } },
    );
  }
}

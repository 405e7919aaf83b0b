import type { UserId } from '@seodang/contracts/ids';
import type { Role } from '@seodang/contracts/identity';
import {
  DataTypes,
  Model,
  Op,
  QueryTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { newUuid } from '../platform/ids.js';
import { hashOf } from './refresh-token.js';

export type SignInEnd = 'signed-out' | 'token-reused';

/** A refresh token in clear, on its way to its owner. */
export interface IssuedToken {
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

/** Who stands behind a sign-in, as every request asks. */
export interface Bearer {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly endsAt: Date;
}

/** One signing in of one person on one device: the family of the refresh tokens that follow from it. */
export class SignIn extends Model<InferAttributes<SignIn>, InferCreationAttributes<SignIn>> {
  declare id: string;
  declare userId: UserId;
  declare deviceHash: Buffer;
  declare createdAt: Date;
  declare expiresAt: Date;
  declare endedAt: Date | null;
  declare endReason: SignInEnd | null;

  static initIn(db: Sequelize): void {
    SignIn.init(
      {
        id: { type: DataTypes.CHAR(36), primaryKey: true },
        userId: DataTypes.CHAR(36),
        deviceHash: DataTypes.BLOB,
        createdAt: DataTypes.DATE(3),
        expiresAt: DataTypes.DATE(3),
        endedAt: DataTypes.DATE(3),
        endReason: DataTypes.ENUM('signed-out', 'token-reused'),
      },
      { sequelize: db, tableName: 'sign_ins', underscored: true },
    );
  }

  static begin(
    values: { userId: UserId; deviceHash: Buffer; at: Date; expiresAt: Date },
    tx: Tx,
  ): Promise<SignIn> {
    const { at: createdAt, ...rest } = values;
    const row = { ...rest, id: newUuid(), createdAt, endedAt: null, endReason: null };
    return SignIn.create(row, { transaction: tx });
  }

  /** Ends a sign-in; the first reason stays. */
  static async end(id: string, endedAt: Date, endReason: SignInEnd): Promise<void> {
    await SignIn.update({ endedAt, endReason }, { where: { id, endedAt: null } });
  }

  /** Forgets what has been over for a user, tokens included. */
  static async removeExpired(userId: UserId, now: Date, tx: Tx): Promise<void> {
    await SignIn.destroy({ where: { userId, expiresAt: { [Op.lt]: now } }, transaction: tx });
  }

  /** The person behind a sign-in that still stands, else null. */
  static async findBearer(id: string, userId: UserId): Promise<Bearer | null> {
    const [row] = await databaseOf(SignIn).query<{ name: string; endsAt: Date; roles: string | null }>(
      `SELECT u.name, s.expires_at AS endsAt,
              (SELECT GROUP_CONCAT(r.role) FROM user_roles r WHERE r.user_id = u.id) AS roles
         FROM sign_ins s JOIN users u ON u.id = s.user_id
        WHERE s.id = :id AND s.user_id = :userId AND s.ended_at IS NULL AND u.suspended_at IS NULL`,
      { replacements: { id, userId }, type: QueryTypes.SELECT },
    );
    return row ? { ...row, roles: (row.roles ?? '').split(',').filter(Boolean) as Role[] } : null;
  }
}

/** A refresh token by its hash. Used ones stay as long as their sign-in, so that reuse is noticed. */
export class RefreshToken extends Model<
  InferAttributes<RefreshToken>,
  InferCreationAttributes<RefreshToken>
> {
  declare tokenHash: Buffer;
  declare signInId: string;
  declare expiresAt: Date;
  declare usedAt: Date | null;
  declare successorSalt: Buffer | null;

  static initIn(db: Sequelize): void {
    RefreshToken.init(
      {
        tokenHash: { type: DataTypes.BLOB, primaryKey: true },
        signInId: DataTypes.CHAR(36),
        expiresAt: DataTypes.DATE(3),
        usedAt: DataTypes.DATE(3),
        successorSalt: DataTypes.BLOB,
      },
      { sequelize: db, tableName: 'refresh_tokens', underscored: true },
    );
  }

  static async add(token: IssuedToken, signInId: string, tx: Tx): Promise<void> {
    const { refreshToken, refreshExpiresAt: expiresAt } = token;
    const row = { tokenHash: hashOf(refreshToken), signInId, expiresAt, usedAt: null, successorSalt: null };
    await RefreshToken.create(row, { transaction: tx });
  }

  static findByHash(tokenHash: Buffer): Promise<RefreshToken | null> {
    return RefreshToken.findOne({ where: { tokenHash } });
  }

  /** Takes the one use of a token; false when another request was first. */
  static async markUsed(tokenHash: Buffer, use: { at: Date; salt: Buffer }, tx: Tx): Promise<boolean> {
    const [changed] = await RefreshToken.update(
      { usedAt: use.at, successorSalt: use.salt },
      { where: { tokenHash, usedAt: null }, transaction: tx },
    );
    return changed === 1;
  }
}

import type { UserId } from '@seodang/contracts/ids';
import type { Role } from '@seodang/contracts/identity';
import {
  DataTypes,
  Model,
  Op,
  QueryTypes,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { newUuid } from '@seodang/server-kit/ids';
import { hashOf } from './refresh-token.js';

export type SignInEnd = 'signed-out' | 'token-reused' | 'ended-elsewhere' | 'password-changed' | 'suspended';

/** A sign-in that stands, as its owner recognises it. */
export interface OpenSignIn {
  readonly id: string;
  readonly device: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
}

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
  /** What a person reads, e.g. `Chrome · Linux`; empty when the device did not say. */
  declare device: CreationOptional<string>;
  declare createdAt: Date;
  declare expiresAt: Date;
  /** The last use of a refresh token; null before the first. */
  declare lastUsedAt: CreationOptional<Date | null>;
  declare endedAt: Date | null;
  declare endReason: SignInEnd | null;

  static initIn(db: Sequelize): void {
    SignIn.init(
      {
        id: { type: DataTypes.CHAR(36), primaryKey: true },
        userId: DataTypes.CHAR(36),
        deviceHash: DataTypes.BLOB,
        device: { type: DataTypes.STRING(80), defaultValue: '' },
        createdAt: DataTypes.DATE(3),
        expiresAt: DataTypes.DATE(3),
        lastUsedAt: { type: DataTypes.DATE(3), defaultValue: null },
        endedAt: DataTypes.DATE(3),
        endReason: DataTypes.ENUM(
          'signed-out',
          'token-reused',
          'ended-elsewhere',
          'password-changed',
          'suspended',
        ),
      },
      { sequelize: db, tableName: 'sign_ins', underscored: true },
    );
  }

  static begin(
    values: { userId: UserId; deviceHash: Buffer; device: string; at: Date; expiresAt: Date },
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

  /** Ends all of a user but the one to keep, if any, and gives their ids. */
  static async endOthers(
    keep: { userId: UserId; id: string | null },
    end: { at: Date; reason: SignInEnd },
    tx: Tx,
  ): Promise<string[]> {
    const but = keep.id === null ? {} : { id: { [Op.ne]: keep.id } };
    const where = { ...but, userId: keep.userId, endedAt: null };
    const others = await SignIn.findAll({ attributes: ['id'], where, transaction: tx, lock: tx.LOCK.UPDATE });
    await SignIn.update({ endedAt: end.at, endReason: end.reason }, { where, transaction: tx });
    return others.map(({ id }) => id);
  }

  /** Those of a user that can still be used, the last used first. */
  static listOpen(userId: UserId, now: Date): Promise<OpenSignIn[]> {
    return databaseOf(SignIn).query<OpenSignIn>(
      `SELECT s.id, s.device, s.created_at AS createdAt, COALESCE(s.last_used_at, s.created_at) AS lastUsedAt
         FROM sign_ins s
        WHERE s.user_id = :userId AND s.ended_at IS NULL AND s.expires_at > :now
          AND EXISTS (SELECT 1 FROM refresh_tokens t
                       WHERE t.sign_in_id = s.id AND t.used_at IS NULL AND t.expires_at > :now)
        ORDER BY lastUsedAt DESC, s.id`,
      { replacements: { userId, now }, type: QueryTypes.SELECT },
    );
  }

  /** Those of these sign-ins that still stand, and whose account does. */
  static async listStanding(ids: readonly string[], now: Date): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await databaseOf(SignIn).query<{ id: string }>(
      `SELECT s.id FROM sign_ins s JOIN users u ON u.id = s.user_id
        WHERE s.id IN (:ids) AND s.ended_at IS NULL AND s.expires_at > :now AND u.suspended_at IS NULL`,
      { replacements: { ids, now }, type: QueryTypes.SELECT },
    );
    return rows.map(({ id }) => id);
  }

  static async noteUse(id: string, lastUsedAt: Date, tx: Tx): Promise<void> {
    await SignIn.update({ lastUsedAt }, { where: { id }, transaction: tx });
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

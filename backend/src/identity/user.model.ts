import type { UserId } from '@seodang/contracts/ids';
import type { Language, Role } from '@seodang/contracts/identity';
import {
  DataTypes,
  Model,
  QueryTypes,
  UniqueConstraintError,
  type CreationAttributes,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';

/** An account with the roles it has. */
export interface Account {
  readonly user: User;
  readonly roles: Role[];
}

export interface ProfileChange {
  readonly name?: string;
  readonly language?: Language;
  readonly timeZone?: string;
  readonly wantsReminders?: boolean;
}

export class UserRole extends Model<InferAttributes<UserRole>, InferCreationAttributes<UserRole>> {
  declare userId: UserId;
  declare role: Role;

  static initIn(db: Sequelize): void {
    UserRole.init(
      {
        userId: { type: DataTypes.CHAR(36), primaryKey: true },
        role: { type: DataTypes.ENUM('student', 'instructor', 'operator'), primaryKey: true },
      },
      { sequelize: db, tableName: 'user_roles', underscored: true },
    );
  }
}

export class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: UserId;
  declare email: string;
  declare name: string;
  declare passwordHash: string;
  declare language: Language;
  declare timeZone: string;
  declare wantsReminders: CreationOptional<boolean>;
  declare suspendedAt: Date | null;
  declare createdAt: Date;

  static initIn(db: Sequelize): void {
    User.init(
      {
        id: { type: DataTypes.CHAR(36), primaryKey: true },
        email: DataTypes.STRING(254),
        name: DataTypes.STRING(80),
        passwordHash: DataTypes.STRING(200),
        language: DataTypes.ENUM('ko', 'en'),
        timeZone: DataTypes.STRING(64),
        wantsReminders: { type: DataTypes.BOOLEAN, defaultValue: true },
        suspendedAt: DataTypes.DATE(3),
        createdAt: DataTypes.DATE(3),
      },
      { sequelize: db, tableName: 'users', underscored: true },
    );
  }

  static findByEmail(email: string): Promise<User | null> {
    return User.findOne({ where: { email } });
  }

  static async listRoles(userId: UserId): Promise<Role[]> {
    const rows = await databaseOf(User).query<{ role: Role }>(
      'SELECT role FROM user_roles WHERE user_id = :userId ORDER BY role',
      { replacements: { userId }, type: QueryTypes.SELECT },
    );
    return rows.map(({ role }) => role);
  }

  static async findAccount(userId: UserId): Promise<Account | null> {
    const [user, roles] = await Promise.all([User.findByPk(userId), User.listRoles(userId)]);
    return user && { user, roles };
  }

  /** Opens an account with the role of a student; null when the address has one already. */
  static async open(values: CreationAttributes<User>, tx: Tx): Promise<Account | null> {
    try {
      const user = await User.create(values, { transaction: tx });
      await UserRole.create({ userId: user.id, role: 'student' }, { transaction: tx });
      return { user, roles: ['student'] };
    } catch (error) {
      if (error instanceof UniqueConstraintError) return null;
      throw error;
    }
  }

  /** Only these: neither address nor password. */
  static async change(userId: UserId, values: ProfileChange): Promise<void> {
    await User.update(values, { where: { id: userId } });
  }

  static async changePassword(userId: UserId, passwordHash: string, tx: Tx): Promise<void> {
    await User.update({ passwordHash }, { where: { id: userId }, transaction: tx });
  }

  static async changeRoles(userId: UserId, roles: readonly Role[], tx: Tx): Promise<void> {
    await UserRole.destroy({ where: { userId }, transaction: tx });
    await UserRole.bulkCreate(
      roles.map((role) => ({ userId, role })),
      { transaction: tx },
    );
  }
}

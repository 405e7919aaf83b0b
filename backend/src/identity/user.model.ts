import type { UserId } from '@seodang/contracts/ids';
import type { Language, Role } from '@seodang/contracts/identity';
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

/** An account with the roles it has. */
export interface Account {
  readonly user: User;
  readonly roles: Role[];
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

  static async change(userId: UserId, values: { language?: Language; timeZone?: string }): Promise<void> {
    await User.update(values, { where: { id: userId } });
  }
}

import type { CourseId, UserId } from '@seodang/contracts/ids';
import {
  DataTypes,
  Model,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';

export type EnrolmentState = 'enrolled' | 'waiting' | 'cancelled';

/** A student's seat in a course; one row for each pair, whatever happens to it. */
export class Enrolment extends Model<InferAttributes<Enrolment>, InferCreationAttributes<Enrolment>> {
  declare id: string;
  declare userId: UserId;
  declare courseId: CourseId;
  declare state: EnrolmentState;
  declare createdAt: Date;

  static initIn(db: Sequelize): void {
    Enrolment.init(
      {
        id: { type: DataTypes.CHAR(36), primaryKey: true },
        userId: DataTypes.CHAR(36),
        courseId: DataTypes.CHAR(36),
        state: DataTypes.ENUM('enrolled', 'waiting', 'cancelled'),
        createdAt: DataTypes.DATE(3),
      },
      { sequelize: db, tableName: 'enrolments', underscored: true },
    );
  }

  static async hasSeat(userId: UserId, courseId: CourseId): Promise<boolean> {
    return (await Enrolment.count({ where: { userId, courseId, state: 'enrolled' } })) > 0;
  }
}

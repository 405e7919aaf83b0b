import type { CourseState, Level, Speaking } from '@seodang/contracts/courses';
import type { CourseId, UserId } from '@seodang/contracts/ids';
import type { Language } from '@seodang/contracts/identity';
import {
  DataTypes,
  Model,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';

export class Category extends Model<InferAttributes<Category>, InferCreationAttributes<Category>> {
  declare id: string;
  declare nameKo: string;
  declare nameEn: string;
  declare position: number;

  static initIn(db: Sequelize): void {
    Category.init(
      {
        id: { type: DataTypes.STRING(40), primaryKey: true },
        nameKo: DataTypes.STRING(60),
        nameEn: DataTypes.STRING(60),
        position: DataTypes.SMALLINT.UNSIGNED,
      },
      { sequelize: db, tableName: 'categories', underscored: true },
    );
  }
}

export class Course extends Model<InferAttributes<Course>, InferCreationAttributes<Course>> {
  declare id: CourseId;
  declare instructorId: UserId;
  declare categoryId: string;
  declare title: string;
  declare description: string;
  declare language: Language;
  declare capacity: number;
  declare coverGlyph: string;
  declare coverFrom: string;
  declare coverTo: string;
  /** Names the uploaded picture by its content; null when the cover is drawn. */
  declare coverImage: CreationOptional<string | null>;
  declare state: CreationOptional<CourseState>;
  declare level: CreationOptional<Level>;
  declare speaking: CreationOptional<Speaking>;
  declare isRecorded: CreationOptional<boolean>;
  /** Kept by enrolment, under the lock of this row. */
  declare readonly seatsTaken: CreationOptional<number>;
  declare createdAt: Date;

  static initIn(db: Sequelize): void {
    Course.init(
      {
        id: { type: DataTypes.CHAR(36), primaryKey: true },
        instructorId: DataTypes.CHAR(36),
        categoryId: DataTypes.STRING(40),
        title: DataTypes.STRING(120),
        description: DataTypes.TEXT,
        language: DataTypes.ENUM('ko', 'en'),
        capacity: DataTypes.SMALLINT.UNSIGNED,
        coverGlyph: DataTypes.STRING(8),
        coverFrom: DataTypes.CHAR(7),
        coverTo: DataTypes.CHAR(7),
        coverImage: { type: DataTypes.CHAR(64), defaultValue: null },
        state: { type: DataTypes.ENUM('draft', 'published'), defaultValue: 'published' },
        level: { type: DataTypes.ENUM('any', 'beginner', 'intermediate', 'advanced'), defaultValue: 'any' },
        speaking: { type: DataTypes.ENUM('everyone', 'granted'), defaultValue: 'everyone' },
        isRecorded: { type: DataTypes.BOOLEAN, defaultValue: false },
        seatsTaken: { type: DataTypes.SMALLINT.UNSIGNED, defaultValue: 0 },
        createdAt: DataTypes.DATE(3),
      },
      { sequelize: db, tableName: 'courses', underscored: true },
    );
  }
}

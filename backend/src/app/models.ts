import type { Sequelize } from 'sequelize';

interface Table {
  initIn(db: Sequelize): void;
}

const TABLES: readonly Table[] = [];

/** Ties every model class to a database; a second call ties them to another one. */
export function initModels(db: Sequelize): void {
  for (const table of TABLES) table.initIn(db);
}

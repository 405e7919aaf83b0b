import { QueryTypes, type Sequelize } from 'sequelize';

interface PlanRow {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly rows: number;
  readonly Extra: string | null;
}

const MANY_ROWS = 100;

/**
 * Runs `work`, then asks the database how it read each of the statements, exactly as they were sent.
 *
 * @returns what was read from end to end, or sorted, although it holds many rows; empty when each had its index.
 */
export async function costlyReads(db: Sequelize, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  // Sequelize reads this with each statement; its types leave it out.
  const { options } = db as unknown as { options: { logging: unknown } };
  const before = options.logging;
  options.logging = (line: string) => statements.push(line.replace(/^Executing \([^)]*\): /, ''));
  try {
    await work();
  } finally {
    options.logging = before;
  }
  const explainable = statements.filter((sql) => /^\s*(SELECT|UPDATE|DELETE)/i.test(sql));
  if (explainable.length === 0) throw new Error('nothing was asked of the database');
  const plans = await Promise.all(explainable.map((sql) => explain(db, sql)));
  return plans.flat();
}

async function explain(db: Sequelize, sql: string): Promise<string[]> {
  const plan = await db.query<PlanRow>(`EXPLAIN ${sql}`, { type: QueryTypes.SELECT });
  return plan
    .filter(({ type, rows, Extra }) => {
      const whole = type === 'ALL' || type === 'index' || /filesort|temporary/.test(Extra ?? '');
      return whole && rows > MANY_ROWS;
    })
    .map(({ table, key, Extra }) => `${table ?? '?'} by ${key ?? 'nothing'} (${Extra ?? ''}): ${sql.trim()}`);
}

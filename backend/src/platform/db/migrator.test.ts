import { expect } from 'chai';
import { QueryTypes } from 'sequelize';
import { migrationsFolder, silent, useDatabase } from '../../../test/database.js';
import { migrate } from './migrator.js';

/** Every column of text, with how it is compared. */
const COLLATIONS = `SELECT DISTINCT collation_name AS name FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name <> 'schema_migrations' AND collation_name IS NOT NULL ORDER BY name`;

describe('migrate', () => {
  const database = useDatabase();
  const again = () => migrate({ url: database.url, folder: migrationsFolder, log: silent });

  it('leaves steps alone that already ran', async () => {
    expect(await again()).to.deep.equal([]);
  });

  it('runs each step once when several processes start together on an empty database of any collation', async () => {
    const tables = await database.db.query<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
      { type: QueryTypes.SELECT },
    );
    const drop = tables.map(({ name }) => `\`${name}\``).join(', ');
    await database.db.transaction(async (transaction) => {
      await database.db.query('SET FOREIGN_KEY_CHECKS = 0', { transaction });
      await database.db.query(`DROP TABLE ${drop}`, { transaction });
    });

    await database.db.query('ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_swedish_ci');

    const ran = (await Promise.all([again(), again(), again()])).flat();

    const collations = await database.db.query<{ name: string }>(COLLATIONS, { type: QueryTypes.SELECT });
    expect(collations.map(({ name }) => name)).to.deep.equal([
      'ascii_bin',
      'ascii_general_ci',
      'utf8mb4_unicode_520_ci',
    ]);
    expect(ran).to.have.length.greaterThan(3);
    expect(new Set(ran).size).to.equal(ran.length);
  });
});

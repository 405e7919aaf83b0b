import { expect } from 'chai';
import { QueryTypes } from 'sequelize';
import { migrationsFolder, silent, useDatabase } from '../../../test/database.js';
import { migrate } from './migrator.js';

describe('migrate', () => {
  const database = useDatabase();
  const again = () => migrate({ url: database.url, folder: migrationsFolder, log: silent });

  it('leaves steps alone that already ran', async () => {
    expect(await again()).to.deep.equal([]);
  });

  it('runs each step once when several processes start together on an empty database', async () => {
    const tables = await database.db.query<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
      { type: QueryTypes.SELECT },
    );
    const drop = tables.map(({ name }) => `\`${name}\``).join(', ');
    await database.db.transaction(async (transaction) => {
      await database.db.query('SET FOREIGN_KEY_CHECKS = 0', { transaction });
      await database.db.query(`DROP TABLE ${drop}`, { transaction });
    });

    const ran = (await Promise.all([again(), again(), again()])).flat();

    expect(ran).to.have.length.greaterThan(3);
    expect(new Set(ran).size).to.equal(ran.length);
  });
});

import { expect } from 'chai';
import { QueryTypes } from 'sequelize';
import { useDatabase } from '../../../test/database.js';
import { makeUser } from '../../../test/factories.js';
import { openDatabase } from './database.js';
import { isStoreAway } from './store-errors.js';

describe('openDatabase', () => {
  const database = useDatabase();

  it('keeps the milliseconds of a time, in rows and in raw queries', async () => {
    const createdAt = new Date('2026-11-21T09:00:00.123Z');
    const user = await makeUser({ createdAt });
    const { id } = user;
    const [row] = await database.db.query<{ createdAt: Date }>(
      'SELECT created_at AS createdAt FROM users WHERE id = :id AND created_at = :createdAt',
      { replacements: { id, createdAt }, type: QueryTypes.SELECT },
    );
    expect(row?.createdAt).to.deep.equal(createdAt);
    expect((await user.reload()).createdAt).to.deep.equal(createdAt);
  });

  it('tells emoji apart, which an older collation does not', async () => {
    await makeUser({ name: '👍' });
    const [rows] = await database.db.query("SELECT id FROM users WHERE name = '😀'");
    expect(rows).to.deep.equal([]);
  });

  it('gives up a query without an answer, and the connection with it', async () => {
    const db = openDatabase(database.url, { queryTimeoutMs: 100, pool: 1 });
    const failure = await db.query('SELECT SLEEP(5)').then(
      () => null,
      (error: unknown) => error,
    );
    expect(isStoreAway(failure)).to.equal(true);
    const [row] = await db.query<{ two: number }>('SELECT 1 + 1 AS two', { type: QueryTypes.SELECT });
    expect(row?.two).to.equal(2);
    await db.close();
  });
});

describe('transactionsOf', () => {
  const database = useDatabase();

  it('runs the work again after a deadlock, so that both sides get through', async () => {
    const [a, b] = [await makeUser({ name: '0' }), await makeUser({ name: '0' })];
    let attempts = 0;
    let bothHoldOne: () => void = () => undefined;
    const meeting = new Promise<void>((resolve) => {
      bothHoldOne = resolve;
    });
    const add = (first: string, second: string) =>
      database.inTransaction(async (transaction) => {
        const raise = (id: string) =>
          database.db.query('UPDATE users SET name = name + 1 WHERE id = :id', {
            replacements: { id },
            transaction,
          });
        await raise(first);
        attempts += 1;
        if (attempts === 2) bothHoldOne();
        await meeting;
        await raise(second);
      });

    await Promise.all([add(a.id, b.id), add(b.id, a.id)]);

    expect(attempts).to.be.greaterThan(2);
    expect([(await a.reload()).name, (await b.reload()).name]).to.deep.equal(['2', '2']);
  });
});

import { expect } from 'chai';
import { never } from '@seodang/testing/until';
import { Rounds } from './rounds.js';

/** Longer than any test. */
const everyMs = 60_000;
/** So many do not wait at all. */
const MOST = 500;

describe('rounds', () => {
  it('begin at once in silence, and let those wait who come next', async () => {
    const rounds = new Rounds({ everyMs });
    await rounds.next();
    let isLetGo = false;
    const next = rounds.next().then(() => (isLetGo = true));
    await never(() => isLetGo, { what: 'another round', forMs: 30 });
    await Promise.all([next, ...Array.from({ length: MOST - 1 }, () => rounds.next())]);
    expect(rounds.count).to.equal(2);
  });

  it('begin in time for who is alone', async () => {
    const rounds = new Rounds({ everyMs: 5 });
    await rounds.next();
    await rounds.next();
    expect(rounds.count).to.equal(2);
  });

  it('are over when all whom they let go have had their turn', async () => {
    const rounds = new Rounds({ everyMs });
    await rounds.next();
    const done: number[] = [];
    const some = Array.from({ length: MOST }, async (_, at) => {
      await rounds.next();
      for (let turn = 0; turn < at % 8; turn++) await Promise.resolve();
      done.push(at);
    });
    await rounds.after(1);
    expect(done).to.have.length(MOST);
    await Promise.all(some);
    await rounds.after(1);
    expect(rounds.count).to.equal(2);
  });
});

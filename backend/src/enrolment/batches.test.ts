import { expect } from 'chai';
import { AppError } from '@seodang/server-kit/errors';
import { Batches } from './batches.js';

describe('Batches', () => {
  /** Each batch waits until the test lets it go. */
  function gated(room = 10) {
    const batches: { key: string; inputs: readonly number[]; finish: () => void }[] = [];
    const desk = new Batches<string, number, number>({
      work: (key, inputs) =>
        new Promise((resolve) => {
          batches.push({
            key,
            inputs,
            finish: () => {
              resolve(inputs.map((input) => (input < 0 ? new AppError('course.not_found') : input * 2)));
            },
          });
        }),
      size: 3,
      room,
    });
    return { batches, desk };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('does what comes meanwhile together, in order, no more than fits', async () => {
    const { batches, desk } = gated();
    const answers = Promise.all([1, 2, 3, 4, 5].map((input) => desk.run('a', input)));
    for (let nth = 0; nth < 3; nth += 1) {
      batches[nth]?.finish();
      await settled();
    }
    expect(await answers).to.deep.equal([2, 4, 6, 8, 10]);
    expect(batches.map(({ inputs }) => inputs)).to.deep.equal([[1], [2, 3, 4], [5]]);
  });

  it('does not let one thing wait for another', async () => {
    const { batches, desk } = gated();
    const slow = desk.run('a', 1);
    const quick = desk.run('b', 2);
    batches[1]?.finish();
    expect(await quick).to.equal(4);
    batches[0]?.finish();
    expect(await slow).to.equal(2);
  });

  it('refuses one input of a batch and answers the others', async () => {
    const { batches, desk } = gated();
    const first = desk.run('a', 1);
    const [bad, good] = [desk.run('a', -1), desk.run('a', 3)];
    batches[0]?.finish();
    await first;
    await settled();
    batches[1]?.finish();
    expect(await bad.catch((error: unknown) => error)).to.include({ code: 'course.not_found' });
    expect(await good).to.equal(6);
  });

  it('fails a batch alone, and goes on', async () => {
    let failing = true;
    const desk = new Batches<string, number, number>({
      work: (_key, inputs) => (failing ? Promise.reject(new Error('away')) : Promise.resolve([...inputs])),
      size: 3,
      room: 10,
    });
    expect(await desk.run('a', 1).catch((error: unknown) => (error as Error).message)).to.equal('away');
    failing = false;
    expect(await desk.run('a', 2)).to.equal(2);
  });

  it('refuses at once when too many wait', async () => {
    const { batches, desk } = gated(2);
    const waiting = [1, 2, 3].map((input) => desk.run('a', input));
    expect(await desk.run('a', 4).catch((error: unknown) => error)).to.include({ code: 'store.unavailable' });
    batches[0]?.finish();
    await settled();
    batches[1]?.finish();
    expect(await Promise.all(waiting)).to.deep.equal([2, 4, 6]);
  });
});

import { expect } from 'chai';
import { Slots, runAll } from './slots.js';

describe('works in slots', () => {
  const { signal } = new AbortController();

  it('run only so many at a time, in the order they came', async () => {
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    const work = (index: number) => async () => {
      begun.push(index);
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await runAll(new Slots(2), signal, [0, 1, 2, 3, 4].map(work));
    expect([most, begun]).to.deep.equal([2, [0, 1, 2, 3, 4]]);
  });

  it('stop the others when one fails, and tell why', async () => {
    const slots = new Slots(2);
    const failure = new Error('no');
    let isStopped = false;
    const works = [
      async (inner: AbortSignal) => {
        await new Promise((resolve) => {
          inner.addEventListener('abort', resolve);
        });
        isStopped = true;
        throw inner.reason;
      },
      () => Promise.reject(failure),
      () => Promise.reject(new Error('never begun')),
    ];
    const thrown = await runAll(slots, signal, works).catch((error: unknown) => error);
    expect([thrown, isStopped]).to.deep.equal([failure, true]);
    await runAll(slots, signal, [() => Promise.resolve()]);
  });
});

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
    await runAll(new Slots(() => 2), signal, [0, 1, 2, 3, 4].map(work));
    expect([most, begun]).to.deep.equal([2, [0, 1, 2, 3, 4]]);
  });

  it('run fewer when less of the machine is theirs, and more when it is again', async () => {
    let limit = 2;
    const slots = new Slots(() => limit);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const work = (index: number) => () => {
      begun.push(index);
      return new Promise<void>((resolve) => {
        ends[index] = resolve;
      });
    };
    const over = runAll(slots, signal, [0, 1, 2, 3, 4].map(work));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    expect(begun).to.deep.equal([0, 1]);
    limit = 0;
    ends[0]?.();
    await turn();
    expect(begun, 'none beside the one that runs').to.deep.equal([0, 1]);
    ends[1]?.();
    await turn();
    expect(begun, 'one at least').to.deep.equal([0, 1, 2]);
    limit = 3;
    ends[2]?.();
    await turn();
    expect(begun).to.deep.equal([0, 1, 2, 3, 4]);
    for (const end of ends) end();
    await over;
  });

  it('stop the others when one fails, and tell why', async () => {
    const slots = new Slots(() => 2);
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

import { expect } from 'chai';
import { RequestQueue } from './request-queue.js';

describe('RequestQueue', () => {
  const later = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('runs one after the other, but waits for no concurrent one', async () => {
    const queue = new RequestQueue();
    const done: string[] = [];
    let end = () => {};
    const add = (name: string, isConcurrent: boolean, run: () => Promise<void>) =>
      queue.push({ bytes: 1, isConcurrent, run: () => run().then(() => void done.push(name)) });
    add('slow', false, later);
    add('endless', true, () => new Promise((resolve) => (end = resolve)));
    add('last', false, later);
    for (let turn = 0; turn < 10; turn += 1) await later();
    expect(done).to.deep.equal(['slow', 'last']);
    end();
    await later();
    expect(done).to.deep.equal(['slow', 'last', 'endless']);
  });

  it('takes no more than it can hold', () => {
    const queue = new RequestQueue();
    const stuck = { isConcurrent: false, run: () => new Promise<void>(() => {}) };
    expect(queue.push({ ...stuck, bytes: 1 })).to.equal(true);
    expect(queue.push({ ...stuck, bytes: 5 * 1024 * 1024 })).to.equal(false);
    for (let i = 0; i < 2000; i += 1) queue.push({ ...stuck, bytes: 1 });
    expect(queue.push({ ...stuck, bytes: 1 })).to.equal(false);
  });
});

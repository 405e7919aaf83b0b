import { expect } from 'chai';
import { MediaError } from '../session/media-port.js';
import { InOrder } from './in-order.js';

describe('InOrder', () => {
  it('begins a task when the one before is done, failed or not', async () => {
    const order = new InOrder();
    const seen: string[] = [];
    const task = (name: string, fails: boolean) => async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
    const failing = order.run(task('first', true)).catch((error: unknown) => (error as Error).message);
    await order.run(task('second', false));
    expect(seen).to.deep.equal(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(await failing).to.equal('first');
  });

  it('refuses what would wait behind too many', async () => {
    const order = new InOrder();
    let finish: () => void = () => undefined;
    const blocked = order.run(() => new Promise<void>((resolve) => (finish = resolve)));
    const waiting = Array.from({ length: 31 }, () => order.run(() => Promise.resolve()));
    const refused: unknown = await order.run(() => Promise.resolve()).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(MediaError).and.to.have.property('kind', 'engine');
    finish();
    await Promise.all([blocked, ...waiting]);
    await order.run(() => Promise.resolve());
  });
});

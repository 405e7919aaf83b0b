import { expect } from 'chai';
import { Latch } from './latch.js';

const soon = () => performance.now() + 5000;

describe('Latch', () => {
  it('gives the value at once when it is there, and later when it comes', async () => {
    const latch = new Latch<string>();
    const waiting = [latch.when({ untilMs: soon() }), latch.when({ untilMs: soon() })];
    latch.set('here');
    expect(await Promise.all(waiting)).to.deep.equal(['here', 'here']);
    expect(await latch.when({ untilMs: performance.now() })).to.equal('here');
  });

  it('gives null in the end when nothing comes', async () => {
    expect(await new Latch<string>().when({ untilMs: performance.now() + 10 })).to.equal(null);
  });

  it('goes on waiting when the value is gone again before it was seen', async () => {
    const latch = new Latch<string>();
    const waiting = latch.when({ untilMs: soon() });
    latch.set('first');
    latch.clear();
    await Promise.resolve();
    latch.set('second');
    expect(await waiting).to.equal('second');
  });

  it('ends the waiting with the reason of its signal, also of one that is over already', async () => {
    const over = new AbortController();
    const reason = new Error('over');
    const waiting = new Latch<string>()
      .when({ untilMs: soon(), signal: over.signal })
      .catch((error: unknown) => error);
    over.abort(reason);
    expect(await waiting).to.equal(reason);
    const late = new Latch<string>()
      .when({ untilMs: soon(), signal: over.signal })
      .catch((error: unknown) => error);
    expect(await late).to.equal(reason);
  });

  it('fails for all once it has failed', async () => {
    const latch = new Latch<string>();
    const reason = new Error('never');
    const waiting = latch.when({ untilMs: soon() }).catch((error: unknown) => error);
    latch.fail(reason);
    expect(await waiting).to.equal(reason);
    expect(await latch.when({ untilMs: soon() }).catch((error: unknown) => error)).to.equal(reason);
  });
});

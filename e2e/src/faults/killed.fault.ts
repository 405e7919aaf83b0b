import { expect } from 'chai';
import { ChatClass } from './class.js';
import { PATIENCE } from './patience.js';

/** What a person waits for after a break. */
const MOST_BACK_MS = 5000 * PATIENCE;
const ALL_BACK_MS = 15_000 * PATIENCE;
/** Nobody notices that a replica is gone on which they are not. */
const UNNOTICED_P99_MS = 500 * PATIENCE;

describe('the chat-server is killed', () => {
  let all: ChatClass;

  afterEach(() => all.close());

  it('five times while people talk: nothing is lost, doubled or out of order', async () => {
    all = await ChatClass.open({ rooms: 10, people: 100 });
    all.speak({ perSec: 40 });
    for (let kill = 0; kill < 5; kill += 1) {
      await all.heard(60);
      await all.chats[0]?.end('SIGKILL');
      await all.chats[0]?.startAgain();
      const { most } = await all.allIn({ withinMs: ALL_BACK_MS });
      expect(most, 'ms until 99 of 100 were back').to.be.below(MOST_BACK_MS);
    }
    await all.heard(60);
    const { wrongs, said } = await all.conclude();
    expect(wrongs).to.deep.equal([]);
    expect(said).to.be.above(300);
  });

  it('one of two: who was there moves to the other, who was not notices nothing', async () => {
    all = await ChatClass.open({ replicas: 2, rooms: 10, people: 100 });
    const elsewhere = all.talkers.filter(({ port }) => port === all.talkers[1]?.port);
    all.speak({ perSec: 40 });
    await all.heard(60);
    await all.chats[0]?.end('SIGKILL');
    const { most } = await all.allIn({ withinMs: ALL_BACK_MS });
    expect(most).to.be.below(MOST_BACK_MS);
    await all.heard(200);
    for (const talker of elsewhere) expect(talker.port).to.equal(elsewhere[0]?.port);
    const times = elsewhere.flatMap(({ receiptTimes }) => receiptTimes).sort((a, b) => a - b);
    const p99 = times[Math.floor(times.length * 0.99)] ?? Infinity;
    expect(p99, 'ms to a RECEIPT at the other one, p99').to.be.below(UNNOTICED_P99_MS);
    await all.chats[0]?.startAgain();
    const { wrongs } = await all.conclude();
    expect(wrongs).to.deep.equal([]);
  });

  it('stopped for ten seconds, and goes on as if nothing had been', async () => {
    all = await ChatClass.open({ replicas: 2, rooms: 10, people: 100 });
    all.speak({ perSec: 40 });
    await all.heard(60);
    all.chats[0]?.signal('SIGSTOP');
    await all.spoken(40 * 10);
    all.chats[0]?.signal('SIGCONT');
    await all.allIn({ withinMs: ALL_BACK_MS });
    await all.heard(100);
    const { wrongs } = await all.conclude();
    expect(wrongs).to.deep.equal([]);
  });

  it('told to end: clients are asked to come back, and nothing under way is lost', async () => {
    all = await ChatClass.open({ replicas: 2, rooms: 10, people: 100 });
    all.speak({ perSec: 40 });
    await all.heard(60);
    const began = performance.now();
    await all.chats[0]?.end('SIGTERM');
    expect(performance.now() - began).to.be.below(10_000 * PATIENCE);
    await all.allIn({ withinMs: ALL_BACK_MS });
    await all.heard(60);
    const { wrongs } = await all.conclude();
    expect(wrongs).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { RoomFeed, type FeedItem } from './room-feed.js';

/** A room that fills, and a feed that hears of it in whatever order. */
function roomOf(options: { from?: number; isFailing?: () => boolean } = {}) {
  const stored: FeedItem[] = [];
  const published: string[] = [];
  const feed = new RoomFeed({
    from: options.from ?? 0,
    publish: (body) => published.push(body),
    read: async (after, limit) => {
      await Promise.resolve();
      if (options.isFailing?.()) throw new Error('away');
      return stored.filter(({ seq }) => seq > after).slice(0, limit);
    },
    onFailed: () => undefined,
  });
  const store = (count: number) => {
    for (let at = 0; at < count; at++)
      stored.push({ seq: stored.length + 1, body: String(stored.length + 1) });
  };
  return { stored, published, feed, store };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const upTo = (count: number) => Array.from({ length: count }, (_, at) => String(at + 1));

describe('the feed of a room', () => {
  it('publishes each message once and in order, whatever it is told, when, and how often', async () => {
    const told = fc.record({
      seq: fc.integer({ min: 1, max: 30 }),
      hasBody: fc.boolean(),
      waits: fc.boolean(),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 60 }), async (tellings) => {
        let fails = false;
        const { stored, published, feed, store } = roomOf({ isFailing: () => fails });
        for (const telling of tellings) {
          fails = telling.fails;
          store(Math.max(0, telling.seq - stored.length));
          feed.offer({ seq: telling.seq, body: telling.hasBody ? String(telling.seq) : null });
          if (telling.waits) await turns(2);
        }
        fails = false;
        await turns(2);
        feed.reach(stored.length);
        await turns(4);
        expect(published).to.deep.equal(upTo(stored.length));
      }),
      { numRuns: 300 },
    );
  });

  it('says nothing of what was there before', () => {
    const { published, feed, store } = roomOf({ from: 2 });
    store(3);
    feed.offer({ seq: 1, body: '1' });
    feed.offer({ seq: 3, body: '3' });
    expect(published).to.deep.equal(['3']);
  });

  it('leaves a gap that readers see when it is far behind, rather than sending everything', async () => {
    const { published, feed, store } = roomOf();
    store(2_000);
    feed.reach(2_000);
    await turns(10);
    expect(published.length).to.equal(500);
    expect(published.at(-1)).to.equal('2000');
  });
});

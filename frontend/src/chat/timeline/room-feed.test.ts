import type { HistoryQuery, MessageView } from '@seodang/contracts/chat';
import { expect } from 'chai';
import fc from 'fast-check';
import { aMessage } from '../../../test/chat.js';
import { settled } from '../../../test/fake-media.js';
import { until } from '../../../test/mount.js';
import { ApiError } from '../../shared/errors.js';
import type { LiveReader } from '../../shared/live-channel/index.js';
import { RoomFeed, type FeedStart } from './room-feed.js';
import { endSeq, firstSeq, MAX_RUN } from './timeline.rules.js';

const ROOM = '01932f00-0000-7000-8000-000000000030';

/** A chat-server with one room, as far as a client can see. */
function aServer(count: number) {
  const messages: MessageView[] = [];
  let reader: LiveReader | null = null;
  const server = {
    messages,
    asked: [] as Partial<HistoryQuery>[],
    isDown: false,
    isGone: false,
    subscribed: 0,
    /** Keeps a message; the ones who read hear of it unless it gets lost. */
    say: ({ lost = false } = {}) => {
      const message = aMessage({ seq: messages.length + 1, text: String(messages.length + 1) });
      messages.push(message);
      if (!lost) reader?.onBody({ type: 'message.added', message });
      return message;
    },
    change: (seq: number, text: string, { lost = false } = {}) => {
      const before = messages[seq - 1] as MessageView;
      const message = { ...before, text, version: before.version + 1, editedAt: '2026-11-21T12:00:00.000Z' };
      messages[seq - 1] = message;
      if (!lost) reader?.onBody({ type: 'message.changed', message });
    },
    hear: (body: unknown) => reader?.onBody(body),
    connect: () => reader?.onLive?.(),
    refuse: () => reader?.onRefused?.(new ApiError('room.not_found', { status: 404 })),
    api: {
      history: (_roomId: string, query: Partial<HistoryQuery>) => {
        server.asked.push(query);
        if (server.isDown) return Promise.reject(new ApiError('client.unreachable'));
        if (server.isGone) return Promise.reject(new ApiError('room.not_found', { status: 404 }));
        const { before, after, around, limit = 50 } = query;
        let page = messages.slice(-limit);
        if (before !== undefined) page = messages.slice(Math.max(0, before - 1 - limit), before - 1);
        if (after !== undefined) page = messages.slice(after, after + limit);
        if (around !== undefined) page = messages.slice(Math.max(0, around - limit / 2), around + limit / 2);
        return Promise.resolve({ items: page, lastSeq: messages.length });
      },
      changes: () =>
        server.isDown
          ? Promise.reject(new ApiError('client.unreachable'))
          : Promise.resolve({
              items: messages.filter(({ version }) => version > 1),
              until: '2026-11-21T13:00:00.000Z',
              isComplete: true,
            }),
    },
    channel: {
      subscribe: (_destination: string, given: LiveReader) => {
        reader = given;
        server.subscribed += 1;
        return () => (reader = null);
      },
    },
  };
  for (let n = 0; n < count; n += 1) server.say({ lost: true });
  return server;
}

async function open(server: ReturnType<typeof aServer>, start?: FeedStart) {
  const feed = new RoomFeed(ROOM, { api: server.api, channel: server.channel, wait: settled });
  const stop = feed.start(start);
  await settled();
  server.connect();
  await settled();
  return { feed, stop };
}

const texts = ({ timeline }: RoomFeed) => timeline.value.run.map(({ text }) => text);
const said = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => String(from + at));

describe('the feed of a room', () => {
  it('begins with the newest page, and loads older ones above', async () => {
    const { feed } = await open(aServer(120));
    expect(texts(feed)).to.deep.equal(said(71, 120));
    await feed.loadOlder();
    await feed.loadOlder();
    await feed.loadOlder();
    expect(texts(feed)).to.deep.equal(said(1, 120));
  });

  it('fetches what was lost on the way as soon as it sees that something is missing', async () => {
    const server = aServer(3);
    const { feed } = await open(server);
    server.say({ lost: true });
    server.say({ lost: true });
    server.say();
    await until(() => texts(feed).length === 6, 'the missing messages');
    expect(texts(feed)).to.deep.equal(said(1, 6));
  });

  it('catches up after a reconnect: messages and changes', async () => {
    const server = aServer(3);
    const { feed } = await open(server);
    server.say({ lost: true });
    server.change(2, '고침', { lost: true });
    server.connect();
    await until(() => texts(feed).includes('고침') && texts(feed).length === 4, 'what was missed');
    expect(texts(feed)).to.deep.equal(['1', '고침', '3', '4']);
  });

  it('keeps asking while the server is away', async () => {
    const server = aServer(3);
    const { feed } = await open(server);
    server.isDown = true;
    server.say({ lost: true });
    server.connect();
    await settled();
    expect(texts(feed).length).to.equal(3);
    server.isDown = false;
    await until(() => texts(feed).length === 4, 'the message');
  });

  it('begins again at the newest when it missed very much', async () => {
    const server = aServer(3);
    const { feed } = await open(server);
    for (let n = 0; n < 1_200; n += 1) server.say({ lost: true });
    server.connect();
    await until(() => texts(feed).at(-1) === '1203', 'the newest');
    expect(texts(feed).length).to.equal(50);
  });

  it('opens around a position, and does not pull new messages in until one is there', async () => {
    const server = aServer(200);
    const { feed } = await open(server, { around: 60 });
    expect(texts(feed)).to.include('60');
    server.say();
    await settled();
    expect(feed.follows).to.equal(false);
    expect(feed.timeline.value.lastSeq).to.equal(201);
    while (!feed.follows) await feed.loadNewer();
    expect(texts(feed).at(-1)).to.equal('201');
  });

  it('opens where the unread begins, when that is further back than a page', async () => {
    const far = await open(aServer(200), { after: 60 });
    expect(texts(far.feed)).to.include.members(['60', '61', '85']);
    expect(texts(far.feed).length).to.equal(50);
    expect(far.feed.follows).to.equal(false);
    const near = await open(aServer(200), { after: 180 });
    expect(texts(near.feed)).to.deep.equal(said(151, 200));
    expect(near.feed.follows).to.equal(true);
    const nothing = await open(aServer(0), { after: 0 });
    expect([nothing.feed.state.value, nothing.feed.follows]).to.deep.equal(['ready', true]);
  });

  it('lets go of what is far from where one reads, and fetches it again', async () => {
    const server = aServer(2_000);
    const { feed } = await open(server);
    let readsAt = 2_000;
    while (firstSeq(feed.timeline.value) > 1) {
      await feed.loadOlder();
      readsAt = firstSeq(feed.timeline.value) + 10;
      feed.letGo(readsAt);
      expect(feed.timeline.value.run.length).to.be.at.most(MAX_RUN);
    }
    expect(texts(feed).slice(0, 3)).to.deep.equal(['1', '2', '3']);
    expect(feed.follows).to.equal(false);
    server.say();
    await settled();
    expect(endSeq(feed.timeline.value), 'a new message waits').to.be.at.most(MAX_RUN);
    while (!feed.follows) {
      await feed.loadNewer();
      feed.letGo(endSeq(feed.timeline.value) - 10);
    }
    expect(texts(feed).at(-1)).to.equal('2001');
    server.say();
    expect(texts(feed).at(-1)).to.equal('2002');
  });

  it('says when the room cannot be read, and tries again', async () => {
    const server = aServer(2);
    server.isDown = true;
    const { feed } = await open(server);
    expect(feed.state.value).to.equal('failed');
    server.isDown = false;
    await feed.showNewest();
    expect(feed.state.value).to.equal('ready');
    server.refuse();
    expect(feed.state.value).to.equal('refused');
  });

  it('learns from the history what it cannot read from an event', async () => {
    const server = aServer(1);
    const { feed } = await open(server);
    server.say({ lost: true });
    server.hear({ type: 'message.from-the-future' });
    await until(() => texts(feed).length === 2, 'the message');
  });

  it('says when older messages cannot be had, and tries again when asked to, or with a new connection', async () => {
    const server = aServer(120);
    const { feed } = await open(server);
    const loadInVain = async () => {
      server.isDown = true;
      await feed.loadOlder();
      expect(feed.failure.value).to.be.instanceOf(ApiError);
      server.isDown = false;
    };
    await loadInVain();
    await feed.retry();
    expect([firstSeq(feed.timeline.value), feed.failure.value]).to.deep.equal([21, null]);
    await loadInVain();
    server.connect();
    await until(() => feed.failure.value === null, 'the older ones');
    expect(firstSeq(feed.timeline.value)).to.equal(1);
  });

  it('asks no more for what is no longer theirs', async () => {
    const server = aServer(1);
    const { feed } = await open(server);
    server.isGone = true;
    server.connect();
    await until(() => feed.state.value === 'refused', 'the refusal');
    const asked = server.asked.length;
    await settled();
    expect(server.asked.length).to.equal(asked);
    server.isGone = false;
    await feed.retry();
    expect(feed.state.value).to.equal('ready');
  });

  it('is read again when a new connection may hear what was refused', async () => {
    const server = aServer(1);
    const { feed } = await open(server);
    server.refuse();
    server.say({ lost: true });
    server.connect();
    await until(() => texts(feed).length === 2, 'the message');
    expect([feed.state.value, feed.failure.value, server.subscribed]).to.deep.equal(['ready', null, 1]);
  });

  it('asks to hear a room again that was refused, when one tries again', async () => {
    const server = aServer(1);
    const { feed } = await open(server);
    server.refuse();
    await feed.retry();
    expect([feed.state.value, server.subscribed]).to.deep.equal(['ready', 2]);
    server.say();
    expect(texts(feed)).to.deep.equal(['1', '2']);
  });

  it('shows in the end what the server has, whatever got lost', async () => {
    const step = fc.record({ what: fc.constantFrom('say', 'change', 'connect'), lost: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const server = aServer(2);
        const { feed, stop } = await open(server);
        for (const { what, lost } of steps) {
          if (what === 'say') server.say({ lost });
          else if (what === 'change') server.change(1, `고침 ${server.messages[0]?.version ?? 0}`, { lost });
          else server.connect();
          await settled();
        }
        server.connect();
        const wanted = server.messages.map(({ text }) => text).join();
        await until(() => texts(feed).join() === wanted, 'the same as the server');
        stop();
      }),
      { numRuns: 40 },
    );
  });
});

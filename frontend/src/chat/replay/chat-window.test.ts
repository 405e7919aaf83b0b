import type { HistoryQuery, MessageView } from '@seodang/contracts/chat';
import { expect } from 'chai';
import { aMessage } from '../../../test/chat.js';
import { ChatWindow, timeOf } from './chat-window.js';

/** A room of so many messages, one each ten seconds. */
function room(count: number) {
  const zero = Date.UTC(2026, 10, 21, 11);
  const all = Array.from({ length: count }, (_, at) =>
    aMessage({ seq: at + 1, sentAt: new Date(zero + at * 10_000).toISOString() }),
  );
  let requests = 0;
  const api = {
    history: (_room: string, { before, after, around, limit = 50 }: Partial<HistoryQuery>) => {
      requests += 1;
      const from =
        before !== undefined
          ? Math.max(0, before - 1 - limit)
          : (after ?? Math.max(0, (around ?? count - limit / 2 + 1) - 1 - limit / 2));
      const to = before === undefined ? from + limit : before - 1;
      return Promise.resolve({ items: all.slice(from, to), lastSeq: count });
    },
  };
  const window = new ChatWindow('r', { api });
  const said = (atMs: number) => window.run.value.filter((message) => timeOf(message) <= atMs);
  return { window, zero, said, all, requests: () => requests };
}

const isWithoutHole = (run: readonly MessageView[]) =>
  run.every(({ seq }, at) => at === 0 || seq === (run[at - 1]?.seq ?? 0) + 1);

describe('ChatWindow', () => {
  it('finds any moment of a long room in a few requests', async () => {
    const { window, zero, said, requests } = room(5_000);
    for (const index of [0, 2_500, 4_999, 17, 4_000]) {
      const before = requests();
      await window.show(zero + index * 10_000 + 5_000);
      expect(said(zero + index * 10_000 + 5_000).at(-1)?.seq).to.equal(index + 1);
      expect(requests() - before).to.be.at.most(10);
    }
  });

  it('asks for a page at a time while one watches on, and lets go of what is far behind', async () => {
    const { window, zero, said, requests } = room(5_000);
    await window.show(zero + 1_000_000);
    const before = requests();
    for (let at = 1_000_000; at < 11_000_000; at += 5_000) await window.show(zero + at);
    expect(said(zero + 11_000_000).length).to.be.greaterThan(0);
    expect(requests() - before).to.be.at.most(22);
    expect(window.run.value.length).to.be.at.most(400);
    expect(isWithoutHole(window.run.value)).to.equal(true);
  });

  it('is content with a moment before the first message, and with a room where nobody wrote', async () => {
    const few = room(3);
    await few.window.show(few.zero - 60_000);
    expect(few.said(few.zero - 60_000)).to.deep.equal([]);
    expect(few.window.state.value).to.equal('ready');
    const none = room(0);
    await none.window.show(none.zero);
    expect(none.window.state.value).to.equal('ready');
  });

  it('reads further back when asked to', async () => {
    const { window, zero } = room(300);
    await window.show(zero + 2_990_000);
    const first = window.run.value[0]?.seq ?? 0;
    await window.loadOlder();
    expect(window.run.value[0]?.seq).to.equal(first - 50);
    expect(isWithoutHole(window.run.value)).to.equal(true);
  });

  it('says that it failed only while there is nothing to show', async () => {
    const failing = new ChatWindow('r', { api: { history: () => Promise.reject(new Error('away')) } });
    await failing.show(0);
    expect(failing.state.value).to.equal('failed');
  });
});

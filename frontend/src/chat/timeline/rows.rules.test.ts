import { expect } from 'chai';
import { aMessage, aPerson, me } from '../../../test/chat.js';
import type { Outgoing } from '../outbox/outbox.rules.js';
import { countNew, rowsOf, type Row } from './rows.rules.js';

const dayOf = (instant: string) => instant.slice(0, 10);
const rows = (more: Partial<Parameters<typeof rowsOf>[0]>) =>
  rowsOf({ messages: [], outgoing: [], me, readSeq: null, dayOf, ...more });
const drawn = (all: readonly Row[]) =>
  all.map((row) => {
    if (row.kind === 'message') return `${row.isGrouped ? '· ' : ''}${row.message.seq}`;
    return row.kind === 'outgoing' ? `${row.isGrouped ? '· ' : ''}${row.outgoing.text}` : row.kind;
  });
const onItsWay = (more: Partial<Outgoing>): Outgoing => ({
  clientId: 'c',
  userId: me.id,
  roomId: 'r',
  text: '가는 중',
  attachments: [],
  mentions: [],
  replyTo: null,
  writtenAt: '2026-11-21T09:00:09.000Z',
  state: 'sending',
  failure: null,
  ...more,
});

describe('the rows of a room', () => {
  it('begin a day, and group what one person says closely', () => {
    const other = aPerson({ id: '01932f00-0000-7000-8000-000000000003', name: '이하늘' });
    const messages = [aMessage({ seq: 1 }), aMessage({ seq: 2 }), aMessage({ seq: 3, author: other })];
    expect(drawn(rows({ messages }))).to.deep.equal(['day', '1', '· 2', '3']);
  });

  it('say the name again after five minutes, on another day, and over a quote', () => {
    const later = aMessage({ seq: 2, sentAt: '2026-11-21T09:07:00.000Z' });
    const nextDay = aMessage({ seq: 3, sentAt: '2026-11-22T00:00:00.000Z' });
    const replyTo = { messageId: aMessage().id, seq: 1, authorName: '김영준', excerpt: '획' };
    const reply = aMessage({ seq: 4, sentAt: '2026-11-22T00:00:01.000Z', replyTo });
    expect(drawn(rows({ messages: [aMessage(), later, nextDay, reply] }))).to.deep.equal([
      'day',
      '1',
      '2',
      'day',
      '3',
      '4',
    ]);
  });

  it('draw one line before the first unread message of somebody else', () => {
    const messages = [1, 2, 3, 4].map((seq) => aMessage({ seq, ...(seq === 2 ? { author: me } : {}) }));
    expect(drawn(rows({ messages, readSeq: 1 }))).to.deep.equal(['day', '1', '2', 'unread', '3', '· 4']);
    expect(drawn(rows({ messages, readSeq: 4 }))).to.not.include('unread');
    expect(drawn(rows({ messages, readSeq: null }))).to.not.include('unread');
    // What was read last is further back than what is loaded: the line would stand in a wrong place.
    const later = [7, 8].map((seq) => aMessage({ seq }));
    expect(drawn(rows({ messages: later, readSeq: 4 }))).to.not.include('unread');
    expect(drawn(rows({ messages: later, readSeq: 6 }))).to.include('unread');
  });

  it('end with what is on its way, under the key that it keeps', () => {
    const sent = aMessage({ seq: 2, author: me });
    const before = rows({ messages: [aMessage()], outgoing: [onItsWay({ clientId: sent.clientId })] });
    const after = rows({ messages: [aMessage(), sent] });
    expect(drawn(before)).to.deep.equal(['day', '1', '가는 중']);
    expect(before.at(-1)?.key).to.equal(after.at(-1)?.key);
  });

  it('count what others have said since', () => {
    const messages = [aMessage({ seq: 1 }), aMessage({ seq: 2, author: me }), aMessage({ seq: 3 })];
    expect(countNew(messages, 1, me.id)).to.equal(1);
    expect(countNew(messages, 0, me.id)).to.equal(2);
  });
});

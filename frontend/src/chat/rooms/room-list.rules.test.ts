import { RoomList, RoomListEvent } from '@seodang/contracts/chat';
import { expect } from 'chai';
import { aRoom } from '../../../test/chat.js';
import {
  applyListEvent,
  badgeOf,
  isMuted,
  toRows,
  withoutStepsBack,
  type HeldList,
} from './room-list.rules.js';

const ME = '01932f00-0000-7000-8000-000000000001';
const OTHER = '01932f00-0000-7000-8000-000000000002';
const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const roomId = aRoom().id;

const lastBy = (authorId: string, sentAt = '2026-11-21T08:00:00.000Z') => ({
  ...{ authorId, authorName: '김규현', excerpt: '반가워요', sentAt },
});
/** A list with one room, of which five messages were written and three read. */
function listOf(head: object = {}, room = aRoom()): HeldList {
  const known = { roomId: room.id, lastSeq: 5, readSeq: 3, mentions: 0, last: lastBy(OTHER) };
  return RoomList.parse({ items: [{ room, head: { ...known, ...head } }] });
}
const event = (of: object) => RoomListEvent.parse({ roomId, ...of });
const after = (list: HeldList, of: object) => applyListEvent(list, event(of), ME);
const only = (list: HeldList | null) => list?.items[0]?.head;

describe('applyListEvent', () => {
  const head = (lastSeq: number, by = OTHER) => ({ type: 'head', lastSeq, last: lastBy(by) });
  const mention = { type: 'mentioned', messageId: roomId, seq: 6, authorName: '김규현', excerpt: '@하영' };

  it('moves the end of a room up, and never down', () => {
    expect(only(after(listOf(), head(9)))).to.include({ lastSeq: 9, readSeq: 3 });
    expect(after(listOf(), head(4))).to.deep.equal(listOf());
  });

  it('takes what one wrote oneself as read', () => {
    expect(only(after(listOf(), head(6, ME)))).to.include({ lastSeq: 6, readSeq: 6 });
  });

  it('moves what is read up, and never down', () => {
    expect(only(after(listOf(), { type: 'read', readSeq: 4 }))?.readSeq).to.equal(4);
    expect(only(after(listOf(), { type: 'read', readSeq: 1 }))?.readSeq).to.equal(3);
    expect(only(after(listOf({ mentions: 2 }), { type: 'read', readSeq: 5 }))?.mentions).to.equal(0);
  });

  it('asks for the list when it cannot know which mentions were read', () => {
    expect(after(listOf({ mentions: 1 }), { type: 'read', readSeq: 4 })).to.equal(null);
  });

  it('counts a mention once, however often it is told, and none that was read', () => {
    const once = after(listOf(), mention);
    expect(only(once)).to.include({ mentions: 1, lastSeq: 6 });
    expect(only(once && after(once, mention))?.mentions).to.equal(1);
    expect(only(after(listOf({ readSeq: 6, lastSeq: 6 }), mention))?.mentions).to.equal(0);
  });

  it('asks for the list when rooms came or went, and for a room it does not know', () => {
    expect(applyListEvent(listOf(), RoomListEvent.parse({ type: 'rooms.changed' }), ME)).to.equal(null);
    expect(after({ items: [] }, head(6))).to.equal(null);
  });
});

describe('a list read anew', () => {
  const heads = (fresh: object, held: object) => only(withoutStepsBack(listOf(fresh), listOf(held)));

  it('does not take back what events told meanwhile', () => {
    expect(heads({}, { lastSeq: 7, readSeq: 5 })).to.include({ lastSeq: 7, readSeq: 5 });
    expect(heads({ lastSeq: 8 }, { lastSeq: 7, readSeq: 5 })).to.include({ lastSeq: 8, readSeq: 5 });
  });

  it('is believed where it knows as much or more, and of rooms that are new', () => {
    expect(heads({ mentions: 0 }, { mentions: 2 })?.mentions).to.equal(0);
    expect(withoutStepsBack(listOf(), undefined)).to.deep.equal(listOf());
  });
});

describe('the rows of the list', () => {
  it('are in the order of their latest messages, those without any last', () => {
    const named = (n: number, last: unknown) =>
      listOf({ last }, aRoom({ id: `01932f00-0000-7000-8000-00000000005${n}`, name: `${n}` })).items;
    const items = [
      ...named(1, null),
      ...named(2, lastBy(OTHER)),
      ...named(3, lastBy(OTHER, '2026-11-21T08:30:00.000Z')),
    ];
    const rows = toRows({ items });
    expect(rows.map(({ room }) => room.name)).to.deep.equal(['3', '2', '1']);
    expect(rows.map(({ unread }) => unread)).to.deep.equal([2, 2, 2]);
  });
});

describe('the badge of all rooms', () => {
  const muted = (until: string | null, mentionsPass: boolean) => aRoom({ mute: { until, mentionsPass } });
  const badge = (list: HeldList, nowMs = NOW) => badgeOf(toRows(list), nowMs);

  it('is silent about a muted room, and counts again afterwards', () => {
    const list = listOf({}, muted('2026-11-21T09:15:00.000Z', true));
    expect(badge(list).unread).to.equal(0);
    expect(badge(list, NOW + 16 * 60_000).unread).to.equal(2);
    expect(isMuted(null, NOW)).to.equal(false);
  });

  it('lets a mention through a mute that allows it, and no other', () => {
    expect(badge(listOf({ mentions: 1 }, muted(null, true)))).to.deep.equal({ unread: 1, mentions: 1 });
    expect(badge(listOf({ mentions: 1 }, muted(null, false)))).to.deep.equal({ unread: 0, mentions: 0 });
  });

  it('counts who asks for a conversation', () => {
    const person = { id: OTHER, name: 'Anna', part: 'student' };
    const asked = aRoom({ kind: 'direct', course: null, direct: { person, state: 'asked' } });
    expect(badge(listOf({ lastSeq: 0, readSeq: 0, last: null }, asked)).unread).to.equal(1);
  });
});

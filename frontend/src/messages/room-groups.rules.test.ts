import { RoomList } from '@seodang/contracts/chat';
import { expect } from 'chai';
import { aRoom } from '../../test/chat.js';
import type { RoomRow } from '../chat/index.js';
import { badgeOf, groupRooms, inOrder, roomMeant, roomsNamed } from './room-groups.rules.js';

const OTHER = '01932f00-0000-7000-8000-000000000002';

/** A room of which five messages were written and three read. */
function entryOf(room = aRoom(), head: object = {}): RoomRow {
  const entry = RoomList.shape.items.element.parse({
    room,
    head: { roomId: room.id, lastSeq: 5, readSeq: 3, mentions: 0, last: lastBy(OTHER), ...head },
  });
  return { ...entry, unread: entry.head.lastSeq - entry.head.readSeq };
}

const lastBy = (authorId: string, sentAt = '2026-11-21T08:00:00.000Z') => ({
  ...{ authorId, authorName: '김규현', excerpt: '반가워요', sentAt },
});
const mutedRoom = (mentionsPass: boolean) =>
  entryOf(aRoom({ mute: { until: null, mentionsPass } }), { mentions: 1 });

describe('the badge of a room', () => {
  it('counts what is unread', () => {
    expect(badgeOf(entryOf(), { isMuted: false })).to.deep.equal({ unread: 2, mentions: 0 });
  });

  it('lets a mention through a mute that allows it, and nothing else', () => {
    expect(badgeOf(mutedRoom(true), { isMuted: true })).to.deep.equal({ unread: 1, mentions: 1 });
    expect(badgeOf(mutedRoom(false), { isMuted: true })).to.deep.equal({ unread: 0, mentions: 0 });
    expect(badgeOf(mutedRoom(false), { isMuted: false })).to.deep.equal({ unread: 2, mentions: 1 });
  });
});

describe('groupRooms', () => {
  const course = (n: number, title: string) => ({
    id: `01932f00-0000-7000-8000-0000000000${n}`,
    title,
  });
  const channel = (n: number, name: string, more = {}) =>
    entryOf(aRoom({ id: `01932f00-0000-7000-8000-0000000001${n}`, name, ...more }));
  const lesson = (n: number, state: string, last: unknown) =>
    entryOf(
      aRoom({
        id: `01932f00-0000-7000-8000-0000000002${n}`,
        kind: 'lesson',
        name: `${n}강`,
        lesson: { id: `01932f00-0000-7000-8000-0000000003${n}`, state },
      }),
      { last },
    );
  const direct = (n: number, state: string, sentAt: string) =>
    entryOf(
      aRoom({
        id: `01932f00-0000-7000-8000-0000000004${n}`,
        kind: 'direct',
        name: `${n}`,
        course: null,
        direct: { person: { id: OTHER, name: `${n}`, part: 'student' }, state },
      }),
      { last: lastBy(OTHER, sentAt) },
    );
  const names = (entries: readonly RoomRow[] | undefined) => entries?.map(({ room }) => room.name);

  it('puts channels under their courses by name, with those put away last', () => {
    const { courses } = groupRooms(
      [
        channel(10, '질문', { course: course(12, '한글 서예') }),
        channel(11, '공지', { course: course(12, '한글 서예'), archivedAt: '2026-11-20T00:00:00.000Z' }),
        channel(12, '모임', { course: course(12, '한글 서예') }),
        channel(13, '잡담', { course: course(13, '꽃꽂이') }),
      ],
      'ko',
    );
    expect(courses.map((group) => group.course.title)).to.deep.equal(['꽃꽂이', '한글 서예']);
    expect(names(courses[1]?.channels)).to.deep.equal(['모임', '질문', '공지']);
  });

  it('shows chats of lessons that are live or were used, the live one first', () => {
    const { courses } = groupRooms(
      [
        channel(10, '질문'),
        lesson(10, 'ended', lastBy(OTHER, '2026-11-19T08:00:00.000Z')),
        lesson(11, 'ended', lastBy(OTHER, '2026-11-20T08:00:00.000Z')),
        lesson(12, 'scheduled', null),
        lesson(13, 'live', null),
      ],
      'ko',
    );
    expect(names(courses[0]?.lessons)).to.deep.equal(['13강', '11강', '10강']);
  });

  it('puts requests for a conversation first, and those that were declined last', () => {
    const grouped = groupRooms(
      [
        direct(10, 'agreed', '2026-11-20T08:00:00.000Z'),
        direct(11, 'agreed', '2026-11-21T08:00:00.000Z'),
        direct(12, 'asked', '2026-11-01T08:00:00.000Z'),
        direct(13, 'declined', '2026-11-21T09:00:00.000Z'),
      ],
      'ko',
    );
    expect(names(grouped.direct)).to.deep.equal(['12', '11', '10', '13']);
    expect(names(inOrder(grouped))).to.deep.equal(['12', '11', '10', '13']);
  });

  it('finds rooms by their own name and by that of their course', () => {
    const entries = [channel(10, '공지'), channel(11, '질문', { course: course(13, '꽃꽂이') })];
    expect(names(roomsNamed(entries, 'ㄲㄲ'))).to.deep.equal(['질문']);
    expect(names(roomsNamed(entries, '공지'))).to.deep.equal(['공지']);
  });

  it('finds the room that a course or a lesson means', () => {
    const entries = [channel(10, '공지'), lesson(13, 'live', null)];
    const [{ room }] = entries as [RoomRow];
    expect(roomMeant(entries, { courseId: room.course?.id })?.name).to.equal('공지');
    expect(roomMeant(entries, { lessonId: '01932f00-0000-7000-8000-000000000313' })?.name).to.equal('13강');
    expect(roomMeant(entries, { courseId: OTHER })).to.equal(null);
  });
});

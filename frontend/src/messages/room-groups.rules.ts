import type { RoomView } from '@seodang/contracts/rooms';
import type { RoomRow } from '../chat/index.js';
import { nameHolds } from './room-search.rules.js';

export interface Badge {
  readonly unread: number;
  /** How many of them name this person. */
  readonly mentions: number;
}

export interface CourseRooms {
  readonly course: NonNullable<RoomView['course']>;
  /** By name, those in use first. */
  readonly channels: readonly RoomRow[];
  /** A live one first, then the latest. */
  readonly lessons: readonly RoomRow[];
}

export interface GroupedRooms {
  readonly courses: readonly CourseRooms[];
  /** Requests first, then the latest, those that may come to nothing last. */
  readonly direct: readonly RoomRow[];
}

const NOTHING: Badge = { unread: 0, mentions: 0 };

/** What a room shows as unread: nothing while it is muted, unless somebody is named and that may pass. */
export function badgeOf({ room, head, unread }: RoomRow, { isMuted }: { isMuted: boolean }): Badge {
  const mentions = Math.min(head.mentions, unread);
  if (!isMuted) return { unread, mentions };
  return room.mute?.mentionsPass === true ? { unread: mentions, mentions } : NOTHING;
}

/** Rooms as the list shows them. Chats of lessons come once something was said there, or while the lesson is live. */
export function groupRooms(entries: readonly RoomRow[], locale: string): GroupedRooms {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const byCourse = new Map<string, RoomRow[]>();
  for (const entry of entries) {
    const courseId = entry.room.course?.id;
    if (courseId !== undefined) byCourse.set(courseId, [...(byCourse.get(courseId) ?? []), entry]);
  }
  const courses = [...byCourse.values()]
    .map((of) => toCourseRooms(of, compare))
    .filter((group) => group !== null)
    .sort((a, b) => compare(a.course.title, b.course.title));
  const direct = entries.filter(({ room }) => room.kind === 'direct');
  return { courses, direct: direct.sort((a, b) => rank(a) - rank(b) || byLatest(a, b)) };
}

function toCourseRooms(
  entries: readonly RoomRow[],
  compare: (a: string, b: string) => number,
): CourseRooms | null {
  const course = entries[0]?.room.course ?? null;
  if (course === null) return null;
  const channels = entries
    .filter(({ room }) => room.kind === 'channel')
    .sort(
      (a, b) =>
        Number(a.room.archivedAt !== null) - Number(b.room.archivedAt !== null) ||
        compare(a.room.name, b.room.name),
    );
  const lessons = entries
    .filter(
      ({ room, head }) => room.kind === 'lesson' && (head.last !== null || room.lesson?.state === 'live'),
    )
    .sort((a, b) => Number(isLive(b)) - Number(isLive(a)) || byLatest(a, b));
  return channels.length + lessons.length === 0 ? null : { course, channels, lessons };
}

const isLive = ({ room }: RoomRow) => room.lesson?.state === 'live';
const DIRECT_ORDER: readonly unknown[] = ['asked', 'agreed', 'asking', 'declined'];
const rank = ({ room }: RoomRow) => DIRECT_ORDER.indexOf(room.direct?.state);
const byLatest = (a: RoomRow, b: RoomRow) =>
  (b.head.last?.sentAt ?? '').localeCompare(a.head.last?.sentAt ?? '');

/** The rooms whose own name, course or person is called so. */
export function roomsNamed(entries: readonly RoomRow[], typed: string): readonly RoomRow[] {
  return entries.filter(({ room }) =>
    [room.name, room.course?.title].some((name) => name !== undefined && nameHolds(name, typed)),
  );
}

/** Rooms in the order in which the list shows them, for keys that lead to the next one. */
export function inOrder({ courses, direct }: GroupedRooms): readonly RoomRow[] {
  return [...courses.flatMap(({ channels, lessons }) => [...channels, ...lessons]), ...direct];
}

/** The room that a link from a course or a lesson means: its own chat, or the course's first channel. */
export function roomMeant(
  entries: readonly RoomRow[],
  { courseId, lessonId }: { courseId?: string | undefined; lessonId?: string | undefined },
): RoomView | null {
  const rooms = entries.map(({ room }) => room);
  const ofLesson = rooms.find(({ kind, lesson }) => kind === 'lesson' && lesson?.id === lessonId);
  const ofCourse = rooms.find(
    ({ kind, course, archivedAt }) => kind === 'channel' && course?.id === courseId && archivedAt === null,
  );
  return ofLesson ?? ofCourse ?? null;
}

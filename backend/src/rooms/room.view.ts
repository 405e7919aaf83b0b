import type { UserId } from '@seodang/contracts/ids';
import type { Role } from '@seodang/contracts/identity';
import type { RoomPerson, RoomView } from '@seodang/contracts/rooms';
import type { RoomRow } from './room-access.model.js';
import { directStateFor, partOf, refusalToWrite, type WritingRule } from './room.rules.js';

export function toRoomView(row: RoomRow, userId: UserId): RoomView {
  return {
    id: row.id,
    kind: row.kind,
    name: nameOf(row),
    ...placeOf(row),
    direct: row.kind === 'direct' ? directOf(row, userId) : null,
    writers: row.writers,
    slowModeSec: row.slowModeSec ?? 0,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    mute: muteOf(row),
    mayWrite: refusalToWrite(writingRuleOf(row)) === null,
    mayModerate: row.leads === 1,
  };
}

/** The asking person as the others in the room see them. */
export function selfIn(row: RoomRow, id: UserId): RoomPerson {
  const part = row.courseId === null ? partOf(rolesOf(row.selfRoles)) : partInCourse(row);
  return { id, name: row.selfName, part };
}

export function writingRuleOf(row: RoomRow): WritingRule {
  const { kind, leads, writers, archivedAt, directState, isBlocked } = row;
  const direct =
    directState === null ? null : { isAgreed: directState === 'agreed', isBlocked: isBlocked === 1 };
  return { kind, leads: leads === 1, writers, isArchived: archivedAt !== null, direct };
}

/** What MariaDB gathered of a person's roles. */
export function rolesOf(text: string | null): Role[] {
  return (text ?? '').split(',').filter(Boolean) as Role[];
}

function nameOf({ kind, name, lessonTitle, otherName }: RoomRow): string {
  switch (kind) {
    case 'channel':
      return name ?? '';
    case 'lesson':
      return lessonTitle ?? '';
    case 'direct':
      return otherName ?? '';
    case 'thread':
      return '';
  }
}

function placeOf(row: RoomRow): Pick<RoomView, 'course' | 'lesson' | 'parent'> {
  const { courseId, courseTitle, lessonId, lessonState, parentId, messageId } = row;
  return {
    course: courseId === null ? null : { id: courseId, title: courseTitle ?? '' },
    lesson: lessonId === null || lessonState === null ? null : { id: lessonId, state: lessonState },
    parent: parentId === null || messageId === null ? null : { roomId: parentId, messageId },
  };
}

function directOf(row: RoomRow, userId: UserId): RoomView['direct'] {
  const { otherId, otherName, otherRoles, directState, askedBy } = row;
  if (otherId === null || directState === null || askedBy === null) return null;
  const person = { id: otherId, name: otherName ?? '', part: partOf(rolesOf(otherRoles)) };
  return { person, state: directStateFor(userId, { state: directState, askedBy }) };
}

function partInCourse({ leads }: RoomRow): RoomPerson['part'] {
  return leads === 1 ? 'instructor' : 'student';
}

function muteOf({ isMuted, mutedUntil, mentionsPass }: RoomRow): RoomView['mute'] {
  if (isMuted === 0) return null;
  return { until: mutedUntil?.toISOString() ?? null, mentionsPass: mentionsPass === 1 };
}

import type { CourseCard, CourseView, CurriculumItem } from '@seodang/contracts/courses';
import type { EnrolmentView } from '@seodang/contracts/enrolment';
import type { UserId } from '@seodang/contracts/ids';
import type { CourseRow, CurriculumRow } from './catalogue.model.js';
import { coverOf } from './cover.view.js';

export function toCourseCard(row: CourseRow): CourseCard {
  return {
    id: row.id,
    title: row.title,
    category: { id: row.categoryId, nameKo: row.categoryNameKo, nameEn: row.categoryNameEn },
    language: row.language,
    cover: coverOf(row),
    instructor: { id: row.instructorId, name: row.instructorName },
    level: row.level,
    seats: { capacity: row.capacity, taken: row.taken, waiting: row.waiting },
    nextLesson: nextLessonOf(row),
    myEnrolment: myEnrolmentOf(row),
  };
}

export function toCourseView(
  row: CourseRow,
  lessons: readonly CurriculumRow[],
  userId: UserId | null,
): CourseView {
  const isMine = row.instructorId === userId;
  const isMember = isMine || row.myState === 'enrolled';
  return {
    ...toCourseCard(row),
    state: row.state,
    description: row.description,
    speaking: row.speaking,
    isRecorded: Boolean(row.isRecorded),
    isMine,
    lessons: lessons.map((lesson) => toCurriculumItem(lesson, { isMine, isMember })),
  };
}

function toCurriculumItem(
  { startsAt, cancelReason, replayId, ...rest }: CurriculumRow,
  { isMine, isMember }: { isMine: boolean; isMember: boolean },
): CurriculumItem {
  const isTold = isMine && rest.state === 'cancelled' && cancelReason !== '';
  return {
    ...rest,
    startsAt: startsAt.toISOString(),
    ...(isTold && { cancelReason }),
    ...(isMember && replayId !== null && { replayId }),
  };
}

function nextLessonOf(row: CourseRow): CourseCard['nextLesson'] {
  const {
    nextId: id,
    nextStartsAt,
    nextDurationMin: durationMin,
    nextTimeZone: timeZone,
    nextState: state,
  } = row;
  if (!id || !nextStartsAt || !durationMin || !timeZone || !state) return null;
  return { id, startsAt: nextStartsAt.toISOString(), durationMin, timeZone, state };
}

function myEnrolmentOf({ myState: state, mySince, myPosition: position }: CourseRow): EnrolmentView | null {
  return state && mySince && { state, position, since: mySince.toISOString() };
}

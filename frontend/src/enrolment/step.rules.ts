import type { CourseView } from '@seodang/contracts/courses';
import type { LessonView } from '@seodang/contracts/lessons';

type Asked = Pick<CourseView, 'isMine' | 'myEnrolment' | 'seats' | 'nextLesson'>;

/** What a course offers to whoever looks at it. */
export type Step = 'manage' | 'enter' | 'enrolled' | 'waiting' | 'enrol' | 'queue';

/**
 * The one next step of a course. `entranceOpen` tells whether the lobby of its next lesson is open.
 */
export function stepOf(
  course: Asked,
  entranceOpen: (lesson: Pick<LessonView, 'state' | 'startsAt' | 'durationMin'>) => boolean,
): Step {
  if (course.isMine) return 'manage';
  if (course.myEnrolment?.state === 'waiting') return 'waiting';
  if (course.myEnrolment?.state === 'enrolled') {
    return course.nextLesson !== null && entranceOpen(course.nextLesson) ? 'enter' : 'enrolled';
  }
  return isFull(course) ? 'queue' : 'enrol';
}

export function isFull({ seats }: Pick<CourseView, 'seats'>): boolean {
  return seats.taken >= seats.capacity || seats.waiting > 0;
}

/** Whether leaving gives away for good what one has: a place in the line, or a seat that others wait for. */
export function losesPlace({ myEnrolment, seats }: Pick<CourseView, 'myEnrolment' | 'seats'>): boolean {
  return myEnrolment?.state === 'waiting' || seats.waiting > 0;
}

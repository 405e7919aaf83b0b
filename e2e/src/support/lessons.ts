import { seed } from './seeds.js';
import { unique } from './unique.js';

export interface FreshLesson {
  readonly id: string;
  readonly courseId: string;
  readonly title: string;
}

interface Wanted {
  readonly instructor: string;
  readonly students: readonly string[];
  readonly title: string;
  /** The title just so. Otherwise something is added, by which a story finds its own lesson in a list. */
  readonly plainTitle?: boolean;
  /** Who may speak besides the instructor; everyone when not given. */
  readonly speaking?: 'everyone' | 'granted';
  /** The address of a student to be made, who has not agreed to the notice before lessons. */
  readonly newcomer?: string;
  /** The lessons of its course may be recorded. */
  readonly isRecorded?: boolean;
}

/** A lesson of a story's own, that can be started now. */
export async function makeLesson(wanted: Wanted): Promise<FreshLesson> {
  const title = wanted.plainTitle ? wanted.title : unique(wanted.title);
  const people = wanted.students.flatMap((student) => ['--student', student]);
  const newcomer = wanted.newcomer === undefined ? [] : ['--newcomer', wanted.newcomer];
  const speaking = wanted.speaking === undefined ? [] : ['--speaking', wanted.speaking];
  const recorded = wanted.isRecorded === true ? ['--recorded'] : [];
  const options = [...people, ...newcomer, ...speaking, ...recorded];
  const made = await seed(['--lesson', '--title', title, '--instructor', wanted.instructor, ...options]);
  const { lessonId, courseId } = made as { lessonId: string; courseId: string };
  return { id: lessonId, courseId, title };
}

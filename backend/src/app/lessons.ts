import type { LessonId, UserId } from '@seodang/contracts/ids';
import { ConsentService } from '../consent/index.js';
import {
  JoinService,
  LessonService,
  PeopleService,
  type LessonDirectory,
  type LessonListener,
  type LessonMedia,
  type PersonKey,
} from '../lessons/index.js';
import type { ConnectionDirectory } from '../media/index.js';
import type { JobQueue } from '../platform/queue/queue.js';
import type { Platform } from './platform.js';

/** A little more than a page has to follow a decision about its person. */
const CHECK_PEOPLE_AFTER_MS = 4_000;

export interface LessonParts {
  readonly directory: LessonDirectory;
  readonly connections: ConnectionDirectory;
  readonly media: LessonMedia;
  readonly queue: JobQueue;
  readonly lessonListeners: readonly LessonListener[];
  readonly onDecided: (person: PersonKey) => void;
}

/** The live lesson: its state, its door, and the people in it. */
export function composeLessons(platform: Platform, parts: LessonParts) {
  const { directory, connections, media, queue, lessonListeners, onDecided } = parts;
  const lessons = new LessonService({ ...platform, directory, media, listeners: lessonListeners });
  const consents = new ConsentService(platform);
  const door = new JoinService({ ...platform, directory, media, consents, lessons });
  const checkLater = (lessonId: LessonId) =>
    queue.add('reconcile-lesson', { lessonId }, { delayMs: CHECK_PEOPLE_AFTER_MS });
  const people = new PeopleService({ ...platform, directory, media, checkLater, onDecided });
  const removeFromLessons = async (userId: UserId) => {
    for (const lessonId of await connections.listLessonsOf(userId)) {
      await media.removePerson({ lessonId, userId });
    }
  };
  return { lessons, consents, door, people, removeFromLessons };
}

import { RoomId } from '@seodang/contracts/ids';
import type { CourseListener } from '../courses/index.js';
import type { EnrolmentListener } from '../enrolment/index.js';
import type { IdentityNews } from '../identity/index.js';
import type { LessonEvent, LessonListener, PersonKey } from '../lessons/index.js';
import type { AccessHints } from '../rooms/index.js';

/** What the chat-server is told when something changes on which access to rooms hangs. */
export function hintsOn(hints: AccessHints) {
  const seats: EnrolmentListener = (tx, events) => {
    hints.after(tx, ...events.map(({ userId }) => ({ type: 'person' as const, userId })));
    return Promise.resolve();
  };
  const lessonChanges: LessonListener = (tx, event) => {
    hints.after(tx, { type: 'rooms', roomIds: roomsOf(event) });
    return Promise.resolve();
  };
  const courseChanges: CourseListener = (tx, event) => {
    if (event.name === 'course.created') {
      hints.after(tx, { type: 'person', userId: event.instructorId });
    } else if (event.name === 'course.renamed' || event.name === 'course.deleted') {
      hints.after(tx, { type: 'rooms', roomIds: [RoomId.parse(event.courseId)] });
    }
    return Promise.resolve();
  };
  const identity: IdentityNews = {
    onEnded: (signInId) => {
      hints.tell({ type: 'sign-ins.ended', signInIds: [signInId] });
    },
    onChanged: (userId) => {
      hints.tell({ type: 'person', userId });
    },
  };
  const onDecided = ({ userId }: PersonKey) => {
    hints.tell({ type: 'person', userId });
  };
  return { onDecided, seats, lessonChanges, courseChanges, identity };
}

/** The chat of the lesson; and the channel all its people have, when their lists may have gained or lost it. */
function roomsOf({ name, lessonId, courseId }: LessonEvent): RoomId[] {
  const chat = RoomId.parse(lessonId);
  const isListedAnew = ['lesson.scheduled', 'lesson.moved', 'lesson.cancelled', 'lesson.restored'].includes(
    name,
  );
  return isListedAnew ? [chat, RoomId.parse(courseId)] : [chat];
}

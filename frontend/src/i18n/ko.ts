import attendance from './ko/attendance.json';
import chat from './ko/chat.json';
import common from './ko/common.json';
import courses from './ko/courses.json';
import enrolment from './ko/enrolment.json';
import errors from './ko/errors.json';
import identity from './ko/identity.json';
import lessons from './ko/lessons.json';
import messagesSection from './ko/messages.json';
import recordings from './ko/recordings.json';
import replay from './ko/replay.json';
import room from './ko/room.json';
import shell from './ko/shell.json';
import studio from './ko/studio.json';

export const messages = {
  attendance,
  chat,
  common,
  courses,
  enrolment,
  errors,
  identity,
  lessons,
  messages: messagesSection,
  recordings,
  replay,
  room,
  shell,
  studio,
};

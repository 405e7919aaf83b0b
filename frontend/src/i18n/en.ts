import attendance from './en/attendance.json';
import chat from './en/chat.json';
import common from './en/common.json';
import courses from './en/courses.json';
import enrolment from './en/enrolment.json';
import errors from './en/errors.json';
import identity from './en/identity.json';
import lessons from './en/lessons.json';
import messagesSection from './en/messages.json';
import recordings from './en/recordings.json';
import replay from './en/replay.json';
import room from './en/room.json';
import shell from './en/shell.json';
import studio from './en/studio.json';

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

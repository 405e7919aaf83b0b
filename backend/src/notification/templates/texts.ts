import type { Language } from '@seodang/contracts/identity';
import type { Template } from '../notice.rules.js';

/** What a mail says besides its facts. `{lesson}`, `{course}`, `{when}` and `{minutes}` are filled in. */
export interface MailTexts {
  readonly subject: string;
  readonly heading: string;
  readonly lead: string;
  /** For the instructor of the lesson, where it differs. */
  readonly instructorLead?: string;
  readonly button: string;
}

export interface CommonTexts {
  readonly school: string;
  readonly greeting: string;
  readonly lesson: string;
  readonly course: string;
  readonly instructor: string;
  readonly when: string;
  readonly before: string;
  readonly duration: string;
  readonly minutes: string;
  readonly reason: string;
  readonly nextLessons: string;
  readonly calendar: string;
  readonly remindersOff: string;
  readonly why: string;
}

export const COMMON: Readonly<Record<Language, CommonTexts>> = {
  ko: {
    school: '서당',
    greeting: '{name} 님, 안녕하세요.',
    lesson: '수업',
    course: '강좌',
    instructor: '강사',
    when: '시간',
    before: '원래 시간',
    duration: '길이',
    minutes: '{minutes}분',
    reason: '강사의 말',
    nextLessons: '다음 수업',
    calendar: '첨부한 파일을 열면 캘린더에 넣을 수 있습니다.',
    remindersOff: '수업 알림은 계정 화면에서 끌 수 있습니다:',
    why: '이 강좌에 함께하고 계셔서 보내 드립니다. 시간은 계정에 정하신 시간대로 적었습니다.',
  },
  en: {
    school: 'Seodang',
    greeting: 'Hello {name},',
    lesson: 'Lesson',
    course: 'Course',
    instructor: 'Instructor',
    when: 'When',
    before: 'Instead of',
    duration: 'Length',
    minutes: '{minutes} minutes',
    reason: 'The instructor writes',
    nextLessons: 'Next lessons',
    calendar: 'Open the attached file to put it into your calendar.',
    remindersOff: 'You can turn reminders off on your account page:',
    why: 'You get this mail because you are in this course. Times are in the time zone of your account.',
  },
};

export const TEXTS: Readonly<Record<Language, Readonly<Record<Template, MailTexts>>>> = {
  ko: {
    'day-before': {
      subject: '수업 알림: {lesson}, {when}',
      heading: '하루 뒤에 수업이 있습니다',
      lead: '시작 10분 전부터 들어오실 수 있습니다. 카메라와 마이크를 미리 확인해 두세요.',
      instructorLead: '시작 10분 전부터 수업을 열 수 있습니다.',
      button: '수업 보기',
    },
    'minutes-before': {
      subject: '곧 시작합니다: {lesson}',
      heading: '곧 수업이 시작합니다',
      lead: '지금 들어오셔서 카메라와 마이크를 확인해 보세요.',
      instructorLead: '학생들이 기다리고 있습니다. 지금 수업을 열 수 있습니다.',
      button: '수업으로 가기',
    },
    'lesson-moved': {
      subject: '수업 시간이 바뀌었습니다: {lesson}',
      heading: '수업 시간이 바뀌었습니다',
      lead: '새로운 시간을 확인해 주세요.',
      button: '수업 보기',
    },
    'lesson-cancelled': {
      subject: '수업이 취소되었습니다: {lesson}',
      heading: '수업이 취소되었습니다',
      lead: '이 시간에는 수업이 없습니다.',
      button: '강좌 보기',
    },
    'lesson-restored': {
      subject: '취소했던 수업을 다시 엽니다: {lesson}',
      heading: '취소했던 수업을 다시 엽니다',
      lead: '취소되었다고 알려 드린 수업이 아래 시간에 열립니다.',
      button: '수업 보기',
    },
    'seat-given': {
      subject: '자리가 났습니다: {course}',
      heading: '자리가 났습니다',
      lead: '기다리시던 강좌에 자리가 나서 등록되었습니다. 함께하기 어려우시면 강좌 화면에서 취소해 주세요. 다음 분이 기다립니다.',
      button: '강좌 보기',
    },
  },
  en: {
    'day-before': {
      subject: 'Reminder: {lesson}, {when}',
      heading: 'Your lesson is in a day',
      lead: 'You can enter from ten minutes before the start. It is a good time to check camera and microphone.',
      instructorLead: 'You can open the lesson from ten minutes before the start.',
      button: 'See the lesson',
    },
    'minutes-before': {
      subject: 'Starting soon: {lesson}',
      heading: 'Your lesson starts soon',
      lead: 'Come in now and check your camera and microphone.',
      instructorLead: 'Your students are waiting. You can open the lesson now.',
      button: 'Go to the lesson',
    },
    'lesson-moved': {
      subject: 'New time: {lesson}',
      heading: 'A lesson has moved',
      lead: 'Please note the new time.',
      button: 'See the lesson',
    },
    'lesson-cancelled': {
      subject: 'Cancelled: {lesson}',
      heading: 'A lesson was cancelled',
      lead: 'There is no lesson at this time.',
      button: 'See the course',
    },
    'lesson-restored': {
      subject: 'It takes place after all: {lesson}',
      heading: 'A lesson takes place after all',
      lead: 'The lesson that was cancelled takes place at the time below.',
      button: 'See the lesson',
    },
    'seat-given': {
      subject: 'You have a seat: {course}',
      heading: 'You have a seat',
      lead: 'A seat became free in the course you were waiting for, and it is yours. If you cannot come, please cancel on the page of the course: somebody else is waiting.',
      button: 'See the course',
    },
  },
};

/** Fills the names in braces in. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

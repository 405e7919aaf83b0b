import { createHash } from 'node:crypto';
import { toCalendar, type CalendarLesson } from '../calendar.js';
import type { Notice, NoticeLesson, Template } from '../notice.rules.js';
import { toHtml, toText, type MailContent } from './layout.js';
import { COMMON, fill, TEXTS } from './texts.js';
import { sayWhen } from './when.js';

/** A mail, ready to be sent to one person. */
export interface Mail {
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: string;
  /** An iCalendar object. */
  readonly calendar: string | null;
  /** Where people end mails of this kind. */
  readonly unsubscribeUrl: string;
}

export interface MailSettings {
  readonly origin: string;
  /** The address that mails come from. */
  readonly sender: string;
}

/** What to say, and what has to be known for it besides the notice. */
export interface Telling {
  readonly template: Template;
  readonly notice: Notice;
  /** Lessons to come of the course somebody got a seat in, by start. */
  readonly coming: readonly NoticeLesson[];
}

const LISTED_LESSONS = 3;

/**
 * The mail for a notice, in the language and the time zone of its person. The same notice always has the same Message-ID, so
 * that a mail server which got it twice may tell.
 */
export function toMail(telling: Telling, settings: MailSettings, now: Date): Mail {
  const { template, notice } = telling;
  const { person, course, lesson } = notice;
  const { language } = person;
  const content = toContent(telling, settings, now);
  const values = {
    lesson: lesson?.title ?? '',
    course: course.title,
    when: lesson ? sayWhen(lesson.startsAt, person, now) : '',
  };
  const lessons = lesson ? [lesson] : telling.coming;
  const maker = { origin: settings.origin, organizer: settings.sender };
  return {
    messageId: messageIdOf(notice, settings.origin),
    to: { name: person.name, address: person.email },
    subject: fill(TEXTS[language][template].subject, values),
    text: toText(content),
    html: toHtml(content),
    language,
    calendar:
      lessons.length > 0
        ? toCalendar(
            lessons.map((each) => forCalendar(each, notice)),
            maker,
            now,
          )
        : null,
    unsubscribeUrl: `${settings.origin}/account`,
  };
}

function toContent(telling: Telling, { origin }: MailSettings, now: Date): MailContent {
  const { template, notice, coming } = telling;
  const { person, course, lesson } = notice;
  const { language } = person;
  const common = COMMON[language];
  const texts = TEXTS[language][template];
  const lead = person.part === 'instructor' ? (texts.instructorLead ?? texts.lead) : texts.lead;
  const isLessonPage = lesson && template !== 'lesson-cancelled';
  return {
    language,
    school: common.school,
    heading: texts.heading,
    greeting: fill(common.greeting, { name: person.name }),
    lead,
    facts: lesson ? lessonFacts(lesson, notice, now) : courseFacts(coming, notice, now),
    button: {
      text: texts.button,
      url: isLessonPage ? `${origin}/lessons/${lesson.id}` : `${origin}/courses/${course.id}`,
    },
    notes: notesOf(telling, origin),
  };
}

function notesOf({ template, notice, coming }: Telling, origin: string): MailContent['notes'] {
  const common = COMMON[notice.person.language];
  const isToKeep = template !== 'lesson-cancelled' && (notice.lesson !== null || coming.length > 0);
  const isReminder = template === 'day-before' || template === 'minutes-before';
  return [
    ...(isToKeep ? [{ text: common.calendar }] : []),
    { text: common.why },
    ...(isReminder ? [{ text: common.remindersOff, url: `${origin}/account` }] : []),
  ];
}

function lessonFacts(lesson: NoticeLesson, { person, course, known }: Notice, now: Date) {
  const common = COMMON[person.language];
  const isMoved = known && known.startsAt.getTime() !== lesson.startsAt.getTime();
  return [
    [common.when, sayWhen(lesson.startsAt, person, now)],
    ...(isMoved ? [[common.before, sayWhen(known.startsAt, person, now)] as const] : []),
    [common.duration, fill(common.minutes, { minutes: String(lesson.durationMin) })],
    [common.lesson, lesson.title],
    [common.course, course.title],
    [common.instructor, course.instructorName],
    ...(lesson.state === 'cancelled' && lesson.cancelReason
      ? [[common.reason, lesson.cancelReason] as const]
      : []),
  ] as const;
}

function courseFacts(coming: readonly NoticeLesson[], { person, course }: Notice, now: Date) {
  const common = COMMON[person.language];
  const next = coming.slice(0, LISTED_LESSONS);
  return [
    [common.course, course.title] as const,
    [common.instructor, course.instructorName] as const,
    ...next.map(({ title, startsAt }, nth) => {
      return [nth === 0 ? common.nextLessons : '', `${sayWhen(startsAt, person, now)}: ${title}`] as const;
    }),
  ];
}

function forCalendar(lesson: NoticeLesson, { course }: Notice): CalendarLesson {
  const { id, title, startsAt, durationMin, revision, state } = lesson;
  const { title: courseTitle, instructorName } = course;
  return {
    id,
    title,
    courseTitle,
    instructorName,
    startsAt,
    durationMin,
    revision,
    isCancelled: state === 'cancelled',
  };
}

function messageIdOf({ person, kind, occasion }: Notice, origin: string): string {
  const digest = createHash('sha256').update(`${person.id} ${kind} ${occasion}`).digest('hex');
  return `<${digest.slice(0, 40)}@${new URL(origin).hostname}>`;
}

import type { School } from '../browser/school.js';
import type { Visitor } from '../browser/visitor.js';
import { makeLesson } from '../support/lessons.js';
import { HANEUL, KIM, LUKAS, makePerson, MAYA, SEOYEON, WEBER, type Account } from '../support/people.js';
import { schemeOf, type Tour } from './tour.js';

const SCENES = {
  ko: {
    teacher: KIM,
    student: HANEUL,
    other: SEOYEON,
    title: '먹빛으로 그리는 사군자',
    asker: '강하늘',
    said: ['내일은 붓을 두 자루 가져오세요', '네, 같은 크기로 가져갈게요', '고맙습니다'],
    channel: '과제-나눔',
  },
  en: {
    teacher: WEBER,
    student: MAYA,
    other: LUKAS,
    title: 'Reading aloud, slowly',
    asker: 'Clara Weiss',
    said: ['Please bring two pencils tomorrow', 'Of the same kind?', 'Thank you'],
    channel: 'homework',
  },
} as const;

/** The section of messages, as an instructor, students and operators meet it. */
export async function tourMessages(school: School, tour: Tour): Promise<void> {
  const { teacher: taught, student: taughtTo, other, title, asker: name } = SCENES[tour.language];
  const asker = await makePerson(name, tour.language, 'student');
  const students = [taughtTo, other, asker].map(({ email }) => email);
  const lesson = await makeLesson({ instructor: taught.email, students, title, plainTitle: true });
  const path = `/messages?course=${lesson.courseId}`;
  const teacher = await arrived(school, taught, tour);
  const student = await arrived(school, taughtTo, tour);
  const second = await arrived(school, asker, tour);
  for (const visitor of [teacher, student, second]) {
    await visitor.open(path);
    await visitor.chat.box.waitFor();
  }
  await tourConversation(teacher, student, tour);
  await tourChannel(teacher, tour);
  await tourRequest(second, student, tour);
  await tourReports(school, student, tour);
}

async function arrived(school: School, account: Account, tour: Tour): Promise<Visitor> {
  const visitor = await school.visitor(account, schemeOf(tour));
  await visitor.signIn();
  return visitor;
}

async function tourConversation(teacher: Visitor, student: Visitor, { language, look }: Tour): Promise<void> {
  const [first, answer, thanks] = SCENES[language].said;
  await look('messages-room-empty', teacher);
  await teacher.chat.write(first);
  await student.chat.message(first).waitFor();
  await student.chat.write(answer);
  await teacher.chat.message(answer).waitFor();
  await teacher.chat.react(answer, 'good');
  await student.chat.write(thanks);
  await teacher.chat.message(thanks).waitFor();
  await look('messages-room', teacher);
  await teacher.chat.addEmoji.click();
  await teacher.chat.emojis.getByRole('option').first().waitFor();
  await look('messages-emojis', teacher);
  await teacher.page.keyboard.press('Escape');
  await teacher.chat.act(answer, 'thread');
  await teacher.chat.thread.getByRole('textbox').waitFor();
  await look('messages-thread', teacher);
  await teacher.page.keyboard.press('Escape');
  await student.messages.showPeople();
  await student.messages.personOf(SCENES[language].teacher.name).waitFor();
  await look('messages-people', student);
  await student.page.keyboard.press('Escape');
  await student.messages.mute('1h');
  await student.page.getByRole('button', { name: student.word('messages.mute.until', {}) }).click();
  await student.page.getByRole('menu').waitFor();
  await look('messages-mute', student);
  await student.page.keyboard.press('Escape');
}

async function tourChannel(teacher: Visitor, { language, look }: Tour): Promise<void> {
  const { title, channel } = SCENES[language];
  const { page, word, messages } = teacher;
  await messages.list
    .getByRole('button', { name: word('messages.channel.newIn', { course: title }) })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('textbox').fill(channel);
  await look('messages-new-channel', teacher);
  await messages.button('channel.create').click();
  await page.getByRole('heading', { level: 1, name: channel }).waitFor();
  await messages.button('roomMenu').click();
  await messages.choose('messages.channel.settings');
  await page.getByRole('dialog').waitFor();
  await look('messages-settings', teacher);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** Somebody asks a student for a conversation. */
async function tourRequest(second: Visitor, student: Visitor, { look }: Tour): Promise<void> {
  await second.messages.showPeople();
  await second.messages.about(student.name, 'direct.ask');
  await second.messages.text('direct.askingTitle', { name: student.name }).waitFor();
  await look('messages-asking', second);
  await student.open('/messages');
  await student.messages.conversationWith(second.name).first().waitFor();
  await look('messages', student);
  // By its address: a tour before may have left an ended conversation with somebody of this name.
  await student.open(new URL(second.page.url()).pathname);
  await student.messages.button('direct.accept').waitFor();
  await look('messages-asked', student);
  await student.messages.button('direct.accept').click();
  await student.chat.box.waitFor();
  await second.chat.write('!');
  await student.chat.message('!').waitFor();
  await second.messages.button('roomMenu').click();
  await second.messages.choose('messages.direct.leave');
  await student.messages.button('direct.askAgain').waitFor();
  await look('messages-ended', student);
}

/** A student reports that message, and an operator looks at it. */
async function tourReports(school: School, student: Visitor, tour: Tour): Promise<void> {
  await student.chat.act('!', 'report');
  await student.page.getByRole('dialog').waitFor();
  await tour.look('messages-report', student);
  await student.page.getByRole('button', { name: student.word('chat.report.send'), exact: true }).click();
  await student.page.getByText(student.word('chat.report.done')).waitFor();
  const keeper = await makePerson('한지기', tour.language, 'operator');
  const operator = await arrived(school, keeper, tour);
  await operator.open('/reports');
  await operator.messages.button('reports.dismiss').first().waitFor();
  await tour.look('reports', operator);
}

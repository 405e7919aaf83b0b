import { makeHaneul, makeKim, makeMaya, openChannel } from './browser/conversation.js';
import { useSchool } from './browser/school.js';
import { makeLesson } from './support/lessons.js';
import { makePerson, type Account } from './support/people.js';
import { unique } from './support/unique.js';

describe('conversations and reports', function () {
  this.timeout(90_000);
  const { story } = useSchool();

  story(
    'between two need both: asked for, accepted, left, taken up again, and ended by a block',
    async (school) => {
      const people = await Promise.all(
        ['강하늘', '윤서진'].map((name) => makePerson(unique(name), 'ko', 'student')),
      );
      const [asker, asked] = people as [Account, Account];
      const students = people.map(({ email }) => email);
      const { email: instructor } = await makeKim();
      const [lesson, ha, yun] = await Promise.all([
        makeLesson({ instructor, students, title: '둘이서' }),
        school.visitor(asker),
        school.visitor(asked),
      ]);
      await Promise.all([ha.signIn(), yun.signIn()]);
      await openChannel(ha, lesson);
      await ha.messages.showPeople();
      await ha.messages.about(asked.name, 'direct.ask');
      await ha.messages.text('direct.askingTitle', { name: asked.name }).waitFor();

      await yun.messages.badge(1).waitFor();
      await yun.messages.menuEntry.click();
      await yun.messages.conversationWith(asker.name).click();
      await yun.messages.button('direct.accept').click();
      await yun.chat.write('반가워요, 하늘 님');
      await ha.chat.message('반가워요, 하늘 님').waitFor();
      await ha.chat.write('저도요');
      await yun.chat.message('저도요').waitFor();

      // Yun leaves, which Ha only notices by not being able to write; asked again, both go on where they were.
      await yun.messages.button('roomMenu').click();
      await yun.messages.choose('messages.direct.leave');
      await yun.messages.text('direct.left', { name: asker.name }).waitFor();
      await yun.messages.conversationWith(asker.name).waitFor({ state: 'hidden' });
      await ha.chat.box.waitFor({ state: 'hidden' });
      await ha.chat.message('반가워요, 하늘 님').waitFor();
      await ha.messages.button('direct.askAgain').click();
      await yun.messages.conversationWith(asker.name).click();
      await yun.messages.button('direct.accept').click();
      await yun.chat.message('저도요').waitFor();
      await ha.chat.write('다시 반가워요');
      await yun.chat.message('다시 반가워요').waitFor();

      await yun.messages.button('roomMenu').click();
      await yun.messages.choose('messages.blocks.block');
      await yun.messages.text('blocks.blocked', { name: asker.name }).waitFor();
      await Promise.all([ha, yun].map(({ chat }) => chat.box.waitFor({ state: 'hidden' })));
      await yun.open('/account');
      await yun.page
        .getByRole('button', { name: yun.word('messages.blocks.unblockNamed', { name: asker.name }) })
        .click();
      await yun.messages.text('blocks.none').waitFor();
    },
  );

  story(
    'that are reported reach the operators, who see what they said before, and delete them',
    async (school) => {
      const keeper = await makePerson('한지기', 'ko', 'operator');
      const [one, other] = [await makeHaneul(), await makeMaya()];
      const lesson = await makeLesson({
        instructor: (await makeKim()).email,
        students: [one.email, other.email],
        title: '신고',
      });
      const [haneul, maya, operator] = await Promise.all([
        school.visitor(one),
        school.visitor(other),
        school.visitor(keeper),
      ]);
      await Promise.all([haneul.signIn(), maya.signIn(), operator.signIn()]);
      await Promise.all([openChannel(haneul, lesson), openChannel(maya, lesson)]);
      const words = unique('싸게 팝니다');
      await haneul.chat.write(words);
      await maya.chat.message(words).waitFor();
      await haneul.chat.addTo(words, ' 연락 주세요');
      await maya.chat.message('연락 주세요').waitFor();
      await maya.chat.act(words, 'report');
      await maya.page.getByRole('dialog').getByRole('textbox').fill('advertising');
      await maya.page.getByRole('button', { name: maya.word('chat.report.send'), exact: true }).click();
      await maya.page.getByText(maya.word('chat.report.done')).waitFor();

      await operator.open('/reports');
      const report = operator.page.getByRole('listitem').filter({ hasText: words });
      await report.getByText('advertising').waitFor();
      await report.getByRole('button', { name: operator.word('messages.reports.history') }).click();
      await report.getByText(words, { exact: true }).waitFor();
      await report.getByRole('button', { name: operator.word('messages.reports.delete') }).click();
      await operator.page
        .getByRole('alertdialog')
        .getByRole('button', { name: operator.word('messages.reports.delete'), exact: true })
        .click();
      // It is gone from the conversation, and from the lists of rooms.
      for (const { chat, messages } of [haneul, maya]) {
        await chat.message(words).waitFor({ state: 'hidden' });
        await messages.list.getByText(words).waitFor({ state: 'hidden' });
      }
      await report.waitFor({ state: 'hidden' });
    },
  );
});

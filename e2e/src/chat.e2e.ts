import { expect } from 'chai';
import { until } from '@seodang/testing/until';
import { inCourse, makeHaneul, newcomer, openChannel } from './browser/conversation.js';
import { enterLesson, startLesson } from './browser/lesson.js';
import { disturbed } from './browser/network.js';
import { useSchool } from './browser/school.js';
import { there } from './support/there.js';

describe('messages', function () {
  this.timeout(90_000);
  const { story } = useSchool();

  story('are counted until they are read, and answered, changed, and named people in', async (school) => {
    const { lesson, kim, student: maya } = await inCourse(school, 'channel', await newcomer());
    await openChannel(kim, lesson);
    await kim.chat.write('내일은 붓을 두 자루 가져오세요');
    await kim.chat.message('붓을 두 자루').waitFor();

    // Maya sees from any page that there is something, and where.
    await maya.messages.badge(1).waitFor();
    await maya.messages.menuEntry.click();
    const room = maya.messages.roomsOf(lesson.title).first();
    await room.getByText('붓을 두 자루').waitFor();
    await room.click();
    await maya.chat.unreadLine.waitFor();
    await maya.chat.message('붓을 두 자루').waitFor();
    await maya.messages.badge(1).waitFor({ state: 'hidden' });

    // She names him in her answer; he hears of it on another page, and is led there.
    await kim.open('/lessons');
    await kim.lessons.heading.waitFor();
    await maya.chat.mention(kim.name, 'two of the same size?');
    await kim.messages.text('mentioned', { name: maya.name }).waitFor();
    await kim.messages.button('show').click();
    await kim.chat.message('two of the same size?').waitFor();

    // A reaction, an answer in a thread, and changes reach the other at once.
    await kim.chat.react('two of the same size?', 'good');
    await maya.chat.reactionOn('two of the same size?', '👍').waitFor();
    await maya.chat.reactBy('two of the same size?', 'paintbrush');
    await kim.chat.reactionOn('two of the same size?', '🖌️').waitFor();
    await kim.chat.addEmoji.click();
    await kim.chat.pickEmoji('여우');
    await kim.chat.box.and(kim.page.locator(':focus')).waitFor();
    expect(await kim.chat.box.inputValue(), 'an emoji put into the box').to.equal('🦊');
    await kim.chat.box.fill('');
    await kim.chat.act('two of the same size?', 'thread');
    await kim.chat.thread.getByRole('textbox').fill('네, 같은 크기로요');
    await kim.chat.thread.getByRole('textbox').press('Enter');
    await maya.chat.message('two of the same size?').getByText('1 reply').waitFor();
    await maya.chat.addTo('two of the same size?', ' or one small?');
    await kim.chat.message('or one small?').getByText(kim.word('chat.message.edited')).first().waitFor();
    await maya.chat.act('or one small?', 'delete');
    await maya.page.getByRole('button', { name: maya.word('chat.delete.do'), exact: true }).click();
    await kim.chat.deleted.first().waitFor();
    for (const { page } of [kim, maya]) {
      await until(async () => (await page.getByText('of the same size?').count()) === 0, {
        what: 'a deleted message gone everywhere: conversation, thread, and list of rooms',
        withinMs: 5_000,
      });
    }
  });

  story('of a muted room make no badge, unless they name one', async (school) => {
    const { lesson, kim, student: maya } = await inCourse(school, 'muted', await newcomer());
    await openChannel(maya, lesson);
    await maya.messages.mute('15m');
    await maya.messages.text('mute.turnedOff').waitFor();
    await maya.open('/lessons');
    await maya.lessons.heading.waitFor();
    await openChannel(kim, lesson);
    await kim.chat.write('조용한 공지');
    await kim.chat.message('조용한 공지').waitFor();
    await kim.chat.mention('Una', 'please read');
    await maya.messages.text('mentioned', { name: kim.name }).waitFor();
    // One of the two unread messages names her; only that one is counted.
    await maya.messages.badge('@1').waitFor();
    await maya.messages.menuEntry.click();
    await maya.messages.roomsOf(lesson.title).first().getByText(maya.word('messages.mute.muted')).waitFor();
  });

  story('in Korean leave whole: Enter while composing never sends half a syllable', async (school) => {
    const { lesson, kim, student: haneul } = await inCourse(school, '한글 입력', await makeHaneul());
    await Promise.all([openChannel(kim, lesson), openChannel(haneul, lesson)]);
    const keyboard = await haneul.page.context().newCDPSession(haneul.page);
    const compose = (text: string) =>
      keyboard.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await haneul.chat.box.focus();
    for (const step of ['ㅇ', '아', '안', '안ㄴ', '안녀', '안녕']) await compose(step);
    // The Enter that ends a composition belongs to the input method, as its key code 229 says.
    for (const type of ['rawKeyDown', 'keyUp'] as const) {
      await keyboard.send('Input.dispatchKeyEvent', {
        type,
        key: 'Enter',
        code: 'Enter',
        windowsVirtualKeyCode: 229,
      });
    }
    expect(await haneul.chat.box.inputValue(), 'still in the box').to.equal('안녕');
    await keyboard.send('Input.insertText', { text: '안녕' });
    await haneul.chat.box.press('Enter');
    await kim.chat.message('안녕').waitFor();
    await haneul.chat.write('끝');
    await kim.chat.message('끝').waitFor();
    await kim.chat.seesInOrder('안녕', '끝');
    expect(await haneul.chat.box.inputValue(), 'left in the box').to.equal('');
  });

  story('written without a network are kept over a reload, and sent once, in order', async (school) => {
    const { lesson, kim, student: haneul } = await inCourse(school, '끊긴 동안', await makeHaneul(), true);
    await Promise.all([openChannel(kim, lesson), openChannel(haneul, lesson)]);
    await haneul.chat.write('끊기기 전');
    await kim.chat.message('끊기기 전').waitFor();
    disturbed(haneul);
    there(haneul.network).cutSockets();
    await kim.chat.write('듣고 있나요');
    for (const text of ['하나', '둘']) await haneul.chat.write(text);
    await haneul.chat.onItsWay('둘').waitFor();
    await haneul.page.reload();
    await haneul.chat.onItsWay('둘').waitFor();
    await haneul.chat.write('셋');
    await haneul.chat.connectionLost.first().waitFor();
    there(haneul.network).mend();
    await kim.chat.message('셋').waitFor();
    await haneul.chat.onItsWay('셋').waitFor({ state: 'hidden' });
    const all = ['끊기기 전', '듣고 있나요', '하나', '둘', '셋'] as const;
    await kim.chat.seesInOrder(...all);
    await haneul.chat.seesInOrder(...all);
  });

  story(
    'of a live lesson are for who is in it, and end with a removal within two seconds',
    async (school) => {
      const who = await makeHaneul();
      const { lesson, kim, student: haneul } = await inCourse(school, '수업 대화', who);
      const phone = await school.visitor(who);
      await phone.signIn();
      await startLesson(kim, lesson);
      await enterLesson(haneul, lesson);
      await kim.room.openChat();
      await haneul.room.openChat();
      await haneul.chat.write('소리가 잘 들려요');
      await kim.chat.message('소리가 잘 들려요').waitFor();
      await kim.chat.write('좋아요, 시작할게요');
      await haneul.chat.message('좋아요, 시작할게요').waitFor();

      // The same chat stands among the messages, on another device.
      await phone.open(`/messages?lesson=${lesson.id}`);
      await phone.chat.message('좋아요, 시작할게요').waitFor();
      phone.conduct.excuse(/404.*\/(chat\/)?api\/rooms/);
      await kim.room.manage(who.name, 'remove');
      const removedAt = Date.now();
      await kim.room.confirmRemoval();
      await phone.messages.text('roomFailed').first().waitFor();
      expect(Date.now() - removedAt, 'milliseconds until the chat is gone').to.be.lessThan(2_000);
      expect(await phone.page.getByText('좋아요, 시작할게요').count(), 'what can still be read').to.equal(0);
      await haneul.room.over('removed').waitFor();
      await kim.room.endForAll();
      await kim.room.over('ended').waitFor();
    },
  );

  story('begin for who comes back at the line before what is new, however much that is', async (school) => {
    const { lesson, kim, student: maya } = await inCourse(school, 'unread', await newcomer());
    await openChannel(maya, lesson);
    await openChannel(kim, lesson);
    await kim.chat.write('전에 읽은 것');
    await maya.chat.message('전에 읽은 것').waitFor();
    await maya.page.getByRole('link', { name: maya.word('shell.nav.lessons'), exact: true }).click();
    await maya.lessons.heading.waitFor();
    const many = Array.from({ length: 90 }, (_, n) => `새 글 ${n + 1}.`);
    for (const text of many) {
      await kim.chat.write(text);
      await kim.chat.onItsWay(text).waitFor({ state: 'hidden' });
    }
    await maya.messages.badge(90).waitFor();
    await openChannel(maya, lesson);
    await maya.chat.unreadLine.waitFor();
    await maya.chat.message('새 글 1.').waitFor();
    expect(await maya.chat.message('새 글 90.').count(), 'the newest are below').to.equal(0);
    await maya.chat.toNewest.click();
    await maya.chat.message('새 글 90.').waitFor();
    await maya.messages.badge(90).waitFor({ state: 'hidden' });
    await maya.chat.toNewest.waitFor({ state: 'hidden' });
  });
});

import { Changes, HistoryPage, MessageHistory, MessageList, ReportList } from '@seodang/contracts/chat';
import { AttachmentId, type RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import type { Person } from '../broker/application.js';
import { newId } from '@seodang/server-kit/ids';
import { codeOf, type Talker } from '../test/client.js';
import { useWorld } from '../test/world.js';

describe('changing what was said', () => {
  const { school, enter, ask } = useWorld({ replicas: 2 });
  let kim: Person;
  let mina: Person;
  let jun: Person;
  let root: Person;

  beforeEach(() => {
    kim = school().person('Kim', ['student', 'instructor']);
    mina = school().person('미나');
    jun = school().person('준');
    root = school().person('Root', ['student', 'operator']);
    school().moderators.add(kim.userId);
  });

  /** A room with one message of Mina's, and who reads it at the other replica. */
  async function begin(
    text = '첫 글',
  ): Promise<{ room: RoomId; author: Talker; reader: Talker; id: string }> {
    const room = school().room([kim, mina, jun]);
    const [author, reader] = [await enter(mina, 0), await enter(jun, 1)];
    await reader.read(destinations.room(room));
    await author.say(room, text);
    const [message] = await until(() => reader.messagesOf(room).length > 0 && reader.messagesOf(room), {
      what: 'the message',
    });
    return { room, author, reader, id: message?.id ?? '' };
  }

  const seen = (reader: Talker, room: RoomId, version: number) =>
    until(() => reader.changesOf(room).find((message) => message.version === version), {
      what: 'the change',
    });

  it('edits one’s own, marked, and keeps for operators what it said', async () => {
    const { room, author, reader, id } = await begin('처음');
    await author.act(room, 'edit', { messageId: id, text: '나중' });
    const changed = await seen(reader, room, 2);
    expect(changed.text).to.equal('나중');
    expect(changed.editedAt).to.be.a('string');
    expect(await codeOf(reader.act(room, 'edit', { messageId: id, text: 'mine' }))).to.equal(
      'message.not_yours',
    );
    expect((await ask(mina, `/messages/${id}/history`)).status).to.equal(403);
    const history = MessageHistory.parse((await ask(root, `/messages/${id}/history`)).body);
    expect(history.items.map(({ text, change, by }) => [text, change, by.name])).to.deep.equal([
      ['처음', 'edited', '미나'],
    ]);
  });

  it('deletes one’s own, and anybody’s by who moderates, with a reason', async () => {
    const { room, author, reader, id } = await begin('지울 글');
    const teacher = await enter(kim);
    expect(await codeOf(reader.act(room, 'delete', { messageId: id }))).to.equal('message.not_yours');
    await teacher.act(room, 'delete', { messageId: id, reason: '광고' });
    const changed = await seen(reader, room, 2);
    expect([changed.text, changed.deletedAt === null]).to.deep.equal(['', false]);
    expect(await codeOf(author.act(room, 'edit', { messageId: id, text: 'no' }))).to.equal(
      'message.not_found',
    );
    const history = MessageHistory.parse((await ask(root, `/messages/${id}/history`)).body);
    expect(history.items.map(({ text, change, reason }) => [text, change, reason])).to.deep.equal([
      ['지울 글', 'deleted', '광고'],
    ]);
    const page = HistoryPage.parse((await ask(mina, `/rooms/${room}/messages`)).body);
    expect(page.items.map(({ text }) => text)).to.deep.equal(['']);
  });

  it('leaves none of the words of a deleted message in its answers', async () => {
    const { room, author, reader, id } = await begin('주워 담을 말');
    await reader.say(room, '뭐라고요?', { replyTo: id as never });
    const answers = async () => {
      const { items } = HistoryPage.parse((await ask(mina, `/rooms/${room}/messages`)).body);
      return items.flatMap(({ replyTo, editedAt }) => (replyTo ? [[replyTo.excerpt, editedAt]] : []));
    };
    expect(await answers()).to.deep.equal([['주워 담을 말', null]]);
    await author.act(room, 'delete', { messageId: id });
    expect(await answers()).to.deep.equal([['', null]]);
    await until(() => reader.changesOf(room).find(({ replyTo }) => replyTo?.excerpt === ''), {
      what: 'the change of the answer',
    });
    // Nor in one that comes later.
    await reader.say(room, '네?', { replyTo: id as never });
    expect((await answers()).at(-1)).to.deep.equal(['', null]);
  });

  /** A message of Mina's with a picture that only it has. */
  async function beginWithPicture() {
    const picture = { id: newId(AttachmentId), name: '칠판.jpg', width: 400, height: 300 };
    school().attachments.push(picture);
    const { room, author, reader } = await begin();
    await author.say(room, '사진', { attachmentIds: [picture.id] });
    const message = await until(() => reader.messagesOf(room).find(({ text }) => text === '사진'), {
      what: 'the message with a picture',
    });
    expect(message.attachments).to.deep.equal([picture]);
    return { room, author, reader, picture, id: message.id };
  }

  it('has the pictures of what is deleted forgotten, and keeps for operators which they were', async () => {
    const { room, author, reader, picture, id } = await beginWithPicture();
    await author.act(room, 'edit', { messageId: id, text: '칠판 사진' });
    await seen(reader, room, 2);
    expect(school().forgotten.has(picture.id)).to.equal(false);
    await author.act(room, 'delete', { messageId: id });
    expect((await seen(reader, room, 3)).attachments).to.deep.equal([]);
    await until(() => school().forgotten.has(picture.id), { what: 'the backend to be told' });
    const history = MessageHistory.parse((await ask(root, `/messages/${id}/history`)).body);
    expect(history.items.map(({ change, attachments }) => [change, attachments.length])).to.deep.equal([
      ['deleted', 1],
      ['edited', 0],
    ]);
    expect(history.items[0]?.attachments).to.deep.equal([picture]);
  });

  it('tells the backend of pictures to forget when it is back, however long it was away', async () => {
    const { room, author, reader, picture, id } = await beginWithPicture();
    school().isAway = true;
    await author.act(room, 'delete', { messageId: id });
    await seen(reader, room, 2);
    expect(school().forgotten.has(picture.id)).to.equal(false);
    school().isAway = false;
    await until(() => school().forgotten.has(picture.id), { what: 'the sweep', withinMs: 30_000 });
  });

  it('takes any one emoji as a reaction, and nothing else', async () => {
    const { room, author, id } = await begin();
    const react = (emoji: string) => codeOf(author.act(room, 'react', { messageId: id, emoji, isOn: true }));
    for (const emoji of ['🦊', '👩🏽‍🚀', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇰🇷', '1️⃣', '❤️'])
      expect(await react(emoji), emoji).to.equal(null);
    for (const other of ['', 'ok', '1', '❤', '👍👍', '👍!', '👍\u0337', '🇰', '가']) {
      expect(await react(other), other).to.equal('request.invalid');
    }
  });

  it('counts each person’s reaction once, also when many react at the same time on two replicas', async () => {
    const { room, author, reader, id } = await begin();
    await Promise.all([
      ...[author, reader, author].map((talker) =>
        talker.act(room, 'react', { messageId: id, emoji: '👍', isOn: true }),
      ),
      reader.act(room, 'react', { messageId: id, emoji: '🎉', isOn: true }),
    ]);
    await author.act(room, 'react', { messageId: id, emoji: '👍', isOn: false });
    const page = HistoryPage.parse((await ask(mina, `/rooms/${room}/messages`)).body);
    const reactions = page.items[0]?.reactions.map(({ emoji, userIds }) => [emoji, userIds]);
    expect(reactions).to.have.deep.members([
      ['👍', [jun.userId]],
      ['🎉', [jun.userId]],
    ]);
    expect(await codeOf(author.act(room, 'react', { messageId: id, emoji: 'no', isOn: true }))).to.equal(
      'request.invalid',
    );
  });

  it('pins by who moderates, and lists what is pinned', async () => {
    const { room, author, id } = await begin('중요');
    const teacher = await enter(kim);
    expect(await codeOf(author.act(room, 'pin', { messageId: id, isPinned: true }))).to.equal(
      'auth.forbidden',
    );
    await teacher.act(room, 'pin', { messageId: id, isPinned: true });
    const pins = async () => MessageList.parse((await ask(mina, `/rooms/${room}/pins`)).body).items;
    expect((await pins()).map(({ text }) => text)).to.deep.equal(['중요']);
    await teacher.act(room, 'pin', { messageId: id, isPinned: false });
    expect(await pins()).to.deep.equal([]);
  });

  it('tells who was away what has changed, and a second time nothing is missed', async () => {
    const since = new Date().toISOString();
    const { room, author, id } = await begin('옛');
    await author.say(room, '그대로');
    await author.act(room, 'edit', { messageId: id, text: '새' });
    const first = Changes.parse((await ask(jun, `/rooms/${room}/changes?since=${since}`)).body);
    expect(first.items.map(({ text }) => text)).to.deep.equal(['새']);
    expect(first.isComplete).to.equal(true);
    await author.act(room, 'edit', { messageId: id, text: '더 새' });
    const second = Changes.parse((await ask(jun, `/rooms/${room}/changes?since=${first.until}`)).body);
    expect(second.items.map(({ text }) => text)).to.deep.equal(['더 새']);
  });

  it('sums a thread up at the message that it hangs on', async () => {
    const { room, author, reader, id } = await begin('질문');
    const thread = school().room([mina, jun], {
      kind: 'thread',
      parent: { roomId: room, messageId: id as never },
    });
    await author.say(thread, '답 하나');
    await reader.say(thread, '답 둘');
    const changed = await until(
      () => reader.changesOf(room).find((message) => message.thread?.replies === 2),
      {
        what: 'the summary',
      },
    );
    expect(changed.thread?.roomId).to.equal(thread);
  });

  it('takes a report once from each, and lets an operator delete what was reported', async () => {
    const { room, reader, id } = await begin('나쁜 말');
    await reader.act(room, 'report', { messageId: id, reason: 'harassment', words: '무례' });
    expect(await codeOf(reader.act(room, 'report', { messageId: id, reason: 'spam' }))).to.equal(
      'report.twice',
    );
    expect((await ask(mina, '/reports')).status).to.equal(403);
    const reports = async () => ReportList.parse((await ask(root, '/reports')).body).items;
    const report = (await reports()).find(({ message }) => message.id === id);
    expect(report).to.deep.include({ reason: 'harassment', words: '무례', resolution: 'open' });
    const path = `/reports/${report?.id ?? ''}/resolution`;
    expect((await ask(root, path, { put: { resolution: 'message-deleted' } })).status).to.equal(204);
    expect((await seen(reader, room, 2)).deletedAt).to.be.a('string');
    expect((await reports()).find(({ message }) => message.id === id)?.resolution).to.equal(
      'message-deleted',
    );
  });
});

import { HistoryPage, MessageList, type MessageView } from '@seodang/contracts/chat';
import type { MessageId, RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import type { Person } from '../broker/application.js';
import { codeOf, type Talker } from '../test/client.js';
import { useWorld } from '../test/world.js';

/** By somebody who is signed in and has a room, but not this one. */
describe('attacks on rooms of others', () => {
  const { school, enter, ask } = useWorld();
  let mina: Person;
  let eve: Person;
  let minas: Talker;
  let eves: Talker;
  let theirs: RoomId;
  let own: RoomId;
  let secret: MessageView;

  const historyOf = async (person: Person, room: RoomId) =>
    HistoryPage.parse((await ask(person, `/rooms/${room}/messages`)).body).items;

  before(async () => {
    [mina, eve] = [school().person('미나'), school().person('Eve')];
    theirs = school().room([mina]);
    own = school().room([eve]);
    [minas, eves] = [await enter(mina), await enter(eve)];
    await minas.say(theirs, '비밀 이야기');
    const [first] = await historyOf(mina, theirs);
    if (!first) throw new Error('nothing was said');
    secret = first;
  });

  after(() => Promise.all([minas.leave(), eves.leave()]));

  const actions = () => {
    const { id: messageId } = secret;
    return {
      send: { clientId: crypto.randomUUID(), text: 'hi' },
      edit: { messageId, text: 'changed' },
      delete: { messageId },
      react: { messageId, emoji: '👍', isOn: true },
      pin: { messageId, isPinned: true },
      read: { seq: 1 },
      typing: { isTyping: true },
      report: { messageId, reason: 'spam' },
    } as const;
  };

  it('read nothing of it, by any way there is', async () => {
    for (const topic of [destinations.room(theirs), destinations.roomPresence(theirs)]) {
      expect(await codeOf(eves.read(topic))).to.equal('room.not_found');
    }
    for (const path of ['messages', 'changes?since=2026-01-01T00:00:00.000Z', 'search?text=비밀', 'pins']) {
      expect([path, (await ask(eve, `/rooms/${theirs}/${path}`)).status]).to.deep.equal([path, 404]);
    }
    expect((await ask(eve, `/messages/${secret.id}/history`)).status).to.equal(403);
  });

  it('do nothing in it, and nothing to its messages from a room of their own', async () => {
    for (const [action, body] of Object.entries(actions()) as [keyof ReturnType<typeof actions>, object][]) {
      expect([action, await codeOf(eves.act(theirs, action, body))]).to.deep.equal([
        action,
        'room.not_found',
      ]);
    }
    school().moderators.add(eve.userId);
    const { send, read, typing, ...onMessages } = actions();
    for (const [action, body] of Object.entries(onMessages) as [keyof typeof onMessages, object][]) {
      expect([action, await codeOf(eves.act(own, action, body))]).to.deep.equal([
        action,
        'message.not_found',
      ]);
    }
    const reply = { ...send, replyTo: secret.id };
    expect(await codeOf(eves.act(own, 'send', reply))).to.equal('message.not_found');
    for (const [action, body] of [
      ['read', read],
      ['typing', typing],
    ] as const) {
      expect(await codeOf(eves.act(own, action, body))).to.equal(null);
    }
    school().moderators.delete(eve.userId);
    expect(await historyOf(mina, theirs)).to.deep.equal([secret]);
  });

  it('hang no thread of theirs under its messages', async () => {
    const parent = { roomId: own, messageId: secret.id };
    const thread = school().room([eve], { kind: 'thread', parent });
    await eves.say(thread, 'look here');
    await eves.say(own, 'a message');
    const mine = (await historyOf(eve, own)).find(({ text }) => text === 'a message');
    const good = { roomId: own, messageId: mine?.id as MessageId };
    const other = school().room([eve], { kind: 'thread', parent: good });
    await eves.say(other, 'an answer');
    // What was gathered with, or before, an honest summary is written when that is.
    await until(async () => (await historyOf(eve, own)).some(({ thread: under }) => under?.replies === 1), {
      what: 'the honest summary',
    });
    expect(await historyOf(mina, theirs)).to.deep.equal([secret]);
  });
});

describe('attacks by what is said', () => {
  const { school, enter, ask } = useWorld();
  let mina: Person;
  let talker: Talker;
  let room: RoomId;

  before(async () => {
    mina = school().person('미나');
    room = school().room([mina]);
    talker = await enter(mina);
  });

  after(() => talker.leave());

  const text = { clientId: crypto.randomUUID(), text: 'hi' };

  it('find no shape but that of the contract: no operators, no roles, no prototypes', async () => {
    const bodies: unknown[] = [
      { ...text, author: { id: mina.userId, name: 'Root', part: 'operator' } },
      { ...text, seq: 1 },
      { ...text, roomId: room },
      { ...text, sentAt: '2020-01-01T00:00:00.000Z' },
      { ...text, clientId: { $ne: null } },
      { ...text, replyTo: { $gt: '' } },
      { ...text, mentions: [{ $gt: '' }] },
      { ...text, text: { $gt: '' } },
      `{"clientId":"${text.clientId}","text":"hi","__proto__":{"part":"operator"}}`,
      `{"clientId":"${text.clientId}","text":"hi","constructor":{"prototype":{"part":"operator"}}}`,
      [],
      'null',
      '"hi"',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    ];
    for (const body of bodies)
      expect(await codeOf(talker.act(room, 'send', body))).to.equal('request.invalid');
    expect(await codeOf(talker.act(room, 'edit', { messageId: { $gt: '' }, text: 'x' }))).to.equal(
      'request.invalid',
    );
    expect(await codeOf(talker.act(room, 'read', { seq: { $gt: 0 } }))).to.equal('request.invalid');
    expect(({} as { part?: string }).part).to.equal(undefined);
    expect(HistoryPage.parse((await ask(mina, `/rooms/${room}/messages`)).body).items).to.deep.equal([]);
  });

  it('find no operator and no pattern through a question', async () => {
    await talker.say(room, 'a+b (c) .* $where aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!');
    const questions = {
      'messages?before[$gt]=0': 400,
      'messages?limit=100000': 400,
      'messages?before=1&before=2': 400,
      'messages?after=-1': 400,
      'changes?since[$gt]=': 400,
      'search?text[$regex]=.*': 400,
      'search?text=a': 400,
      [`search?text=${'a'.repeat(61)}`]: 400,
    };
    for (const [question, status] of Object.entries(questions)) {
      expect([question, (await ask(mina, `/rooms/${room}/${question}`)).status]).to.deep.equal([
        question,
        status,
      ]);
    }
    const found = async (words: string) => {
      const { body } = await ask(mina, `/rooms/${room}/search?text=${encodeURIComponent(words)}`);
      return MessageList.parse(body).items.length;
    };
    for (const words of ['a+b', '(c)', '.*', '$where'])
      expect([words, await found(words)]).to.deep.equal([words, 1]);
    for (const words of ['..', 'a.b', '[a-z]+', '^a', '(a+)+!', '\\w\\w']) {
      expect([words, await found(words)]).to.deep.equal([words, 0]);
    }
  });

  it('keep markup as the text that it is', async () => {
    const markup = '<img src=x onerror=alert(1)><script>alert(1)</script> javascript:alert(1)';
    await talker.say(room, markup);
    const { items } = HistoryPage.parse((await ask(mina, `/rooms/${room}/messages`)).body);
    expect(items.at(-1)?.text).to.equal(markup);
  });
});

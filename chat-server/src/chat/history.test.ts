import { HistoryPage, MessageList } from '@seodang/contracts/chat';
import { MessageId, RoomId, UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import type { Person } from '../broker/application.js';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { rowsOf } from '../test/message-rows.js';
import { useStores } from '../test/stores.js';
import { useWorld } from '../test/world.js';

describe('what was said', () => {
  const { school, enter, ask } = useWorld();
  let mina: Person;

  beforeEach(() => {
    mina = school().person('미나');
  });

  it('is read by place, both ways and around one', async () => {
    const room = school().room([mina]);
    const talker = await enter(mina);
    for (let at = 1; at <= 9; at++) await talker.say(room, `${at}`);
    const seqs = async (query: string) => {
      const page = HistoryPage.parse((await ask(mina, `/rooms/${room}/messages?${query}`)).body);
      expect(page.lastSeq).to.equal(9);
      return page.items.map(({ seq }) => seq);
    };
    expect(await seqs('limit=3')).to.deep.equal([7, 8, 9]);
    expect(await seqs('limit=3&before=7')).to.deep.equal([4, 5, 6]);
    expect(await seqs('limit=3&after=2')).to.deep.equal([3, 4, 5]);
    expect(await seqs('limit=4&around=5')).to.deep.equal([3, 4, 5, 6]);
    expect((await ask(mina, `/rooms/${room}/messages?after=1&before=3`)).status).to.equal(400);
    expect((await ask(mina, `/rooms/${room}/messages?limit=1000`)).status).to.equal(400);
  });

  it('is read as fast as anybody scrolls, and no faster by one person', async () => {
    const room = school().room([mina]);
    const statuses = async (times: number) =>
      Promise.all(
        Array.from({ length: times }, async () => (await ask(mina, `/rooms/${room}/messages`)).status),
      );
    expect(new Set(await statuses(100))).to.deep.equal(new Set([200]));
    expect(await statuses(250)).to.include(429);
    expect((await ask(mina, `/rooms/${room}/pins`)).status).to.equal(429);
    expect((await ask(school().person('준'), `/rooms/${room}/messages`)).status).to.equal(404);
  });

  it('is found by any two characters of it, in Korean as in English', async () => {
    const room = school().room([mina]);
    const talker = await enter(mina);
    const texts = ['내일 학교에서 만나요', 'The Deadline is tomorrow', '숙제를 (꼭) 내세요', '가 나 다'];
    for (const text of texts) await talker.say(room, text);
    const found = async (text: string) => {
      const path = `/rooms/${room}/search?text=${encodeURIComponent(text)}`;
      return MessageList.parse((await ask(mina, path)).body).items.map((message) =>
        texts.indexOf(message.text),
      );
    };
    expect(await found('교에')).to.deep.equal([0]);
    expect(await found('학교에서 만')).to.deep.equal([0]);
    expect(await found('deadLINE')).to.deep.equal([1]);
    expect(await found('(꼭)')).to.deep.equal([2]);
    expect(await found('가 나')).to.deep.equal([3]);
    expect(await found('요 T')).to.deep.equal([]);
    expect(await found('.*')).to.deep.equal([]);
    expect(await found('없는말')).to.deep.equal([]);
  });
});

describe('the store of messages', () => {
  const stores = useStores();

  /** Which index a query of the store is answered by. */
  async function indexOf(filter: object, sort: Record<string, 1 | -1>, of = 'messages'): Promise<string> {
    const query = stores().connection.collection(of).find(filter).sort(sort).limit(30);
    return JSON.stringify(await query.explain());
  }

  it('answers each question by an index', async () => {
    const roomId = newId(RoomId);
    await stores().messages.insert(rowsOf(roomId, ['하나', '둘']));
    expect(await indexOf({ roomId, seq: { $lt: 5 } }, { seq: -1 })).to.include('"place"');
    expect(await indexOf({ roomId, changedAt: { $gte: new Date() } }, { changedAt: 1 })).to.include(
      '"changes"',
    );
    expect(await indexOf({ roomId, pinnedAt: { $gt: new Date(0) } }, { pinnedAt: -1 })).to.include('"pins"');
    const wanted = { roomId, tokens: '하나', fromSeq: { $lt: 65 } };
    expect(await indexOf(wanted, { fromSeq: -1 }, 'segments')).to.include('"search"');
    expect(await indexOf({ roomId }, { fromSeq: -1 }, 'segments')).to.include('"segment"');
    const answers = { roomId, 'replyTo.messageId': newId(MessageId), 'replyTo.excerpt': { $ne: '' } };
    expect(await indexOf(answers, { _id: 1 })).to.include('"answers"');
    const twin = { roomId, 'author.id': newId(UserId), clientId: newUuid() };
    expect(await indexOf(twin, { _id: 1 })).to.include('"resend"');
  });

  it('leaves the end of a room as it is when an older message comes late', async () => {
    const roomId = newId(RoomId);
    const [first, second] = rowsOf(roomId, ['하나', '둘']);
    if (!first || !second) throw new Error('two rows');
    const { heads } = stores();
    await heads.advance(second);
    await heads.advance(first);
    expect((await heads.of([roomId])).get(roomId)).to.deep.include({ lastSeq: 2 });
  });
});

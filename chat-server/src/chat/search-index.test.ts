import { RoomId } from '@seodang/contracts/ids';
import { createLog } from '@seodang/server-kit/log';
import { newId } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import { rowsOf } from '../test/message-rows.js';
import { useStores } from '../test/stores.js';
import type { MessageRow } from './message.row.js';
import { MessageSearch } from './message-search.js';
import { SearchIndex, type SearchIndexDeps } from './search-index.js';
import { tokensOf } from './search.rules.js';

const log = createLog({ level: 'silent', service: 'test' });

describe('the search in a long room', () => {
  const stores = useStores();

  const indexOn = (more: Partial<SearchIndexDeps> = {}) => {
    const { messages: store, segments, heads } = stores();
    return new SearchIndex({ store, segments, heads, log, ...more });
  };
  const found = async (roomId: RoomId, text: string, more: { before?: number; limit?: number } = {}) => {
    const { messages: store, segments } = stores();
    const rows = await new MessageSearch({ store, segments }).find(roomId, { text, limit: 20, ...more });
    return rows.map(({ seq }) => seq);
  };
  const tokensAt = async (roomId: RoomId, fromSeq: number) => {
    const row = await stores().connection.collection('segments').findOne({ roomId, fromSeq });
    return row?.['tokens'] as string[];
  };

  /** 150 messages: two segments, and 22 that have none. */
  async function longRoom(said: Readonly<Record<number, string>>): Promise<readonly MessageRow[]> {
    const texts = Array.from({ length: 150 }, (_, at) => said[at + 1] ?? `글 ${at + 1}번째`);
    const rows = rowsOf(newId(RoomId), texts);
    await stores().messages.insert(rows);
    const last = rows.at(-1);
    if (last) await stores().heads.advance(last);
    return rows;
  }
  const at = (rows: readonly MessageRow[], seq: number): MessageRow => {
    const row = rows[seq - 1];
    if (!row) throw new Error(`no message ${seq}`);
    return row;
  };
  const roomOf = (rows: readonly MessageRow[]) => at(rows, 1).roomId;

  it('finds the same with segments and without, newest first, page by page', async () => {
    const apple = '빨간 사과를 샀어요';
    const rows = await longRoom({ 3: apple, 64: apple, 65: '사과 나무', 100: 'An Apple', 140: apple });
    const roomId = roomOf(rows);
    const index = indexOn();
    const look = async () => {
      expect(await found(roomId, '과를 샀')).to.deep.equal([140, 64, 3]);
      expect(await found(roomId, '사과')).to.deep.equal([140, 65, 64, 3]);
      expect(await found(roomId, 'aPPle')).to.deep.equal([100]);
      expect(await found(roomId, '사과', { limit: 2 })).to.deep.equal([140, 65]);
      expect(await found(roomId, '사과', { before: 65, limit: 1 })).to.deep.equal([64]);
      expect(await found(roomId, '사과', { before: 64 })).to.deep.equal([3]);
      expect(await found(roomId, '나무를')).to.deep.equal([]);
      expect(await found(roomId, '사과 나무 빨간')).to.deep.equal([]);
      expect(await found(roomId, '번째', { limit: 100 })).to.have.length(100);
    };
    await look();
    await index.catchUp();
    await index.settle();
    expect(await stores().segments.lastSeq(roomId)).to.equal(128);
    await look();
  });

  it('makes a segment when its last message is stored, and those that a replica which died left out', async () => {
    const rows = await longRoom({ 2: '처음 나온 말' });
    const roomId = roomOf(rows);
    expect(await found(roomId, '처음')).to.deep.equal([2]);
    const index = indexOn();
    index.stored(rows.slice(100, 127));
    await index.settle();
    expect(await stores().segments.lastSeq(roomId)).to.equal(0);
    index.stored([at(rows, 128)]);
    await index.settle();
    expect(await stores().segments.lastSeq(roomId)).to.equal(128);
    expect(await found(roomId, '처음')).to.deep.equal([2]);
  });

  it('finds what was edited by what it says now, also when its replica dies in the middle', async () => {
    const rows = await longRoom({ 10: '오늘 숙제' });
    const roomId = roomOf(rows);
    const index = indexOn();
    await index.catchUp();
    await index.settle();
    await index.changing(at(rows, 10), '내일 시험');
    await stores().messages.change(at(rows, 10), { set: { text: '내일 시험' } });
    expect(await found(roomId, '시험')).to.deep.equal([10]);
    index.changed(at(rows, 10));
    await index.settle();
    expect(await found(roomId, '시험')).to.deep.equal([10]);
    expect(await found(roomId, '숙제')).to.deep.equal([]);
    expect(await tokensAt(roomId, 1))
      .to.include('시험')
      .and.not.include('숙제');
  });

  it('never finds what was deleted, and forgets its words', async () => {
    const rows = await longRoom({ 70: '지울 비밀' });
    const roomId = roomOf(rows);
    const index = indexOn();
    await index.catchUp();
    await index.settle();
    await stores().messages.change(at(rows, 70), { set: { text: '', deletedAt: new Date() } });
    expect(await found(roomId, '비밀')).to.deep.equal([]);
    index.changed(at(rows, 70));
    await index.settle();
    expect(await tokensAt(roomId, 65)).to.not.include('비밀');
  });

  it('does not miss what was edited by another replica while the segment was made', async () => {
    const rows = await longRoom({ 5: '옛날 말' });
    const roomId = roomOf(rows);
    const { messages } = stores();
    let isFirst = true;
    const index = indexOn({
      store: {
        lastSeq: messages.lastSeq.bind(messages),
        forgetTokens: messages.forgetTokens.bind(messages),
        textsOf: async (...question) => {
          const texts = await messages.textsOf(...question);
          if (isFirst) await messages.change(at(rows, 5), { set: { text: '새로운 말' } });
          isFirst = false;
          return texts;
        },
      },
    });
    index.stored([at(rows, 64)]);
    await index.settle();
    expect(await found(roomId, '새로')).to.deep.equal([5]);
  });

  it('goes by segments of two replicas at once', async () => {
    const rows = await longRoom({ 20: '동시에' });
    const indexes = [indexOn(), indexOn()];
    for (const index of indexes) index.stored([at(rows, 128)]);
    await Promise.all(indexes.map((index) => index.settle()));
    expect(await found(roomOf(rows), '동시')).to.deep.equal([20]);
    const count = await stores()
      .connection.collection('segments')
      .countDocuments({ roomId: roomOf(rows) });
    expect(count).to.equal(2);
  });

  it('takes over rooms from before there were segments', async () => {
    const rows = await longRoom({ 30: '예전 글' });
    const messages = stores().connection.collection<{ _id: string }>('messages');
    await messages.createIndex({ roomId: 1, tokens: 1, seq: 1 }, { name: 'search' }, {});
    const old = at(rows, 30);
    await messages.updateOne({ _id: old._id }, { $set: { tokens: tokensOf(old.text) } });
    await stores().messages.createIndexes();
    const index = indexOn();
    await index.catchUp();
    await index.settle();
    expect((await messages.indexes()).map(({ name }) => name)).to.not.include('search');
    expect(await messages.findOne({ _id: old._id })).to.not.have.property('tokens');
    expect(await found(roomOf(rows), '예전')).to.deep.equal([30]);
  });
});

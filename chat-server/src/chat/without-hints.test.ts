import { HistoryPage, RoomList } from '@seodang/contracts/chat';
import { MessageId, type RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import type { Connection } from 'mongoose';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { createLog } from '@seodang/server-kit/log';
import { closeMongo, openMongo } from '../platform/mongo.js';
import { prepareStores } from '../stores.js';
import { useStores } from '../test/stores.js';
import { useWorld } from '../test/world.js';
import type { MessageRow } from './message.row.js';
import { toLast } from './message.view.js';

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('it is not there');
  return thing;
}

/** A sweep each three seconds finds what no hint told of, half a second after it was said at the latest. */
const WITHIN_MS = 15_000;

describe('replicas that cannot tell each other anything', () => {
  const { school, enter } = useWorld({ replicas: 2, redisUrl: 'redis://127.0.0.1:9' });

  it('find each other’s messages and changes in the store', async function () {
    this.timeout(60_000);
    const [mina, jun] = [school().person('미나'), school().person('준')];
    const room = school().room([mina, jun]);
    const [here, there] = [await enter(mina, 0), await enter(jun, 1)];
    await there.read(destinations.room(room));
    for (const text of ['하나', '둘', '셋']) await here.say(room, text);
    await until(() => there.messagesOf(room).length === 3, { what: 'the messages', withinMs: WITHIN_MS });
    expect(there.messagesOf(room).map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
    const messageId = there.messagesOf(room)[1]?.id;
    await here.act(room, 'edit', { messageId, text: '두울' });
    const changed = await until(() => there.changesOf(room)[0], { what: 'the change', withinMs: WITHIN_MS });
    expect([changed.text, changed.version]).to.deep.equal(['두울', 2]);
  });
});

describe('a replica that was killed before it had moved the end of a room', () => {
  const stores = useStores();
  const { world, school, enter, ask } = useWorld();

  /** In the store of the running chat. */
  async function inStore(change: (connection: Connection) => Promise<unknown>): Promise<void> {
    const connection = await openMongo(
      world().config.mongodbUri,
      createLog({ level: 'silent', service: 'test' }),
    );
    await change(connection);
    await closeMongo(connection);
  }

  const rowIn = (roomId: RoomId, author: MessageRow['author']): MessageRow => ({
    _id: newId(MessageId),
    ...{ roomId, author, seq: 1, clientId: newUuid(), text: 'x', version: 1, sentAt: new Date() },
    ...{ attachments: [], mentions: [], replyTo: null, reactions: [] },
  });

  it('is made good at the next start', async () => {
    const mina = school().person('미나');
    const row = rowIn(school().room([mina]), school().selfOf(mina.userId));
    await stores().messages.insert([row]);
    expect((await stores().heads.of([row.roomId])).size).to.equal(0);
    await prepareStores(stores(), () => new Date());
    expect((await stores().heads.of([row.roomId])).get(row.roomId)?.lastSeq).to.equal(1);
    await stores().pointers.drain();
    const pointer = await stores().connection.collection('pointers').findOne({ roomId: row.roomId });
    expect(pointer).to.include({ userId: mina.userId, seq: 1 });
  });

  it('is made good at the next start, however long after', async () => {
    const mina = school().person('미나');
    const row = rowIn(school().room([mina]), school().selfOf(mina.userId));
    await stores().messages.insert([row]);
    await prepareStores(stores(), () => new Date(Date.now() + 24 * 3_600_000));
    expect((await stores().heads.of([row.roomId])).get(row.roomId)?.lastSeq).to.equal(1);
  });

  it('is made good at the next start also where it left out to say that a message was answered', async () => {
    const mina = school().person('미나');
    const room = school().room([mina]);
    const talker = await enter(mina);
    await talker.say(room, '질문');
    const question = async () =>
      HistoryPage.parse((await ask(mina, `/rooms/${room}/messages`)).body).items[0];
    const { id: messageId } = there(await question());
    const thread = school().room([mina], { kind: 'thread', parent: { roomId: room, messageId } });
    await talker.say(thread, '답');
    await until(async () => (await question())?.thread, { what: 'the summary' });
    await inStore((connection) =>
      connection
        .collection<{ _id: string }>('messages')
        .updateOne({ _id: messageId }, { $unset: { thread: 1, changedAt: 1 } }),
    );
    expect((await question())?.thread).to.equal(null);
    await world().start();
    expect((await question())?.thread).to.deep.include({ roomId: thread, replies: 1 });
    await talker.leave();
  });

  it('is made good by another that heard of the message', async function () {
    this.timeout(60_000);
    const { messages, heads } = stores();
    const mina = school().person('미나');
    const row = rowIn(school().room([mina]), school().selfOf(mina.userId));
    await messages.insert([row]);
    heads.hear(row.roomId, { lastSeq: 1, last: toLast(row) });
    const stored = () =>
      stores().connection.collection<{ _id: string }>('heads').findOne({ _id: row.roomId });
    expect(await stored()).to.equal(null);
    await until(
      async () => {
        await heads.makeGood();
        return stored();
      },
      { what: 'the end of the room', withinMs: WITHIN_MS, everyMs: 200 },
    );
  });

  it('is made good by the message that comes again, which gets its RECEIPT and no second place', async () => {
    const mina = school().person('미나');
    const room = school().room([mina]);
    const talker = await enter(mina);
    const clientId = await talker.say(room, 'x');
    await inStore((connection) => connection.collection('heads').deleteMany({}));
    await talker.say(room, 'x', { clientId });
    const list = RoomList.parse((await ask(mina, '/rooms')).body);
    expect(list.items.map(({ head }) => [head.lastSeq, head.last?.excerpt])).to.deep.equal([[1, 'x']]);
  });
});

import { MessageId, RoomId, UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import fc from 'fast-check';
import { AppError } from '@seodang/server-kit/errors';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { never } from '@seodang/testing/until';
import { Rounds } from '../platform/rounds.js';
import { useStores } from '../test/stores.js';
import type { Draft, MessageRow } from './message.row.js';
import { MessageWriter, type WriterOptions } from './message-writer.js';
import { Places } from './places.js';

interface Sent {
  /** Which of a client's messages; the same one twice is sent again. */
  readonly message: number;
  readonly room: number;
  readonly author: number;
  readonly writer: number;
  /** Turns of the event loop before it is sent. */
  readonly after: number;
}

const sent = fc.record<Sent>({
  message: fc.nat(11),
  room: fc.nat(1),
  author: fc.nat(1),
  writer: fc.nat(1),
  after: fc.nat(6),
});

describe('the writer of messages', () => {
  const stores = useStores();

  const draftOf = (roomId: RoomId, author: UserId, clientId: string): Draft => ({
    _id: newId(MessageId),
    roomId,
    clientId,
    author: { id: author, name: 'Jun', part: 'student' },
    text: clientId,
    attachments: [],
    mentions: [],
    replyTo: null,
    reactions: [],
    sentAt: new Date(),
    version: 1,
  });
  const writerOn = (store: WriterOptions['store'], onStored: WriterOptions['onStored'] = () => undefined) =>
    new MessageWriter({
      store,
      places: new Places((id) => stores().messages.lastSeq(id)),
      onStored,
      rounds: new Rounds({ everyMs: 1 }),
    });
  const stored = (roomId: RoomId) => stores().messages.page(roomId, { after: 0, limit: 200 });

  /** Sends again, as clients do, until it is acknowledged. */
  async function insist(writer: MessageWriter, draft: Draft): Promise<MessageRow> {
    for (;;) {
      try {
        return (await writer.append({ ...draft, _id: newId(MessageId) })).row;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }
  }

  /** A store whose answers are lost as the list says: after the write, before it, or not. */
  function losing(answers: readonly ('after' | 'before' | 'never')[]): WriterOptions['store'] {
    const { messages } = stores();
    let at = 0;
    return {
      findTwin: (draft) => messages.findTwin(draft),
      insert: async (rows) => {
        const fate = answers[at++] ?? 'never';
        if (fate === 'before') throw new Error('cut before the write');
        const count = await messages.insert(rows);
        if (fate === 'after') throw new Error('cut before the answer');
        return count;
      },
    };
  }

  it('gives dense places, each message once and in one order, however two replicas and lost answers interleave', async function () {
    this.timeout(60_000);
    const fate = fc.constantFrom('after' as const, 'before' as const, 'never' as const, 'never' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(sent, { minLength: 1, maxLength: 40 }),
        fc.array(fate, { maxLength: 8 }),
        fc.array(fate, { maxLength: 8 }),
        async (sendings, lostHere, lostThere) => {
          const rooms = [newId(RoomId), newId(RoomId)];
          const authors = [newId(UserId), newId(UserId)];
          const told: MessageRow[] = [];
          const writers = [lostHere, lostThere].map((fates) =>
            writerOn(losing(fates), (rows) => told.push(...rows)),
          );
          const clientIds = Array.from({ length: 12 }, () => newUuid());
          const acknowledged = await Promise.all(
            sendings.map(async ({ message, room, author, writer, after }) => {
              for (let turn = 0; turn < after; turn++) await new Promise((resolve) => setImmediate(resolve));
              const draft = draftOf(
                rooms[room] ?? newId(RoomId),
                authors[author] ?? newId(UserId),
                clientIds[message] ?? '',
              );
              return insist(writers[writer] ?? writerOn(stores().messages), draft);
            }),
          );
          for (const room of rooms) {
            const rows = await stored(room);
            expect(rows.map(({ seq }) => seq)).to.deep.equal(rows.map((_, at) => at + 1));
            const keys = rows.map(({ author, clientId }) => `${author.id} ${clientId}`);
            expect(new Set(keys).size).to.equal(keys.length);
            const byId = new Map(rows.map((row) => [row._id, row.seq]));
            for (const row of acknowledged.filter(({ roomId }) => roomId === room)) {
              expect(byId.get(row._id)).to.equal(row.seq);
            }
            for (const row of told.filter(({ roomId }) => roomId === room)) {
              expect(byId.get(row._id)).to.equal(row.seq);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the order in which one person sent', async () => {
    const [room, other, author] = [newId(RoomId), newId(RoomId), newId(UserId)];
    const writers = [writerOn(stores().messages), writerOn(stores().messages)];
    const ids = Array.from({ length: 60 }, () => newUuid());
    await Promise.all([
      ...ids.map((id) => writers[0]?.append(draftOf(room, author, id))),
      ...ids.map(() => writers[1]?.append(draftOf(room, newId(UserId), newUuid()))),
      ...ids.map(() => writers[1]?.append(draftOf(other, newId(UserId), newUuid()))),
    ]);
    const mine = (await stored(room)).filter((row) => row.author.id === author);
    expect(mine.map(({ clientId }) => clientId)).to.deep.equal(ids);
  });

  it('shares a commit among all who wait', async () => {
    let commits = 0;
    const { messages } = stores();
    const counting: WriterOptions['store'] = {
      findTwin: (draft) => messages.findTwin(draft),
      insert: (rows) => {
        commits += 1;
        return messages.insert(rows);
      },
    };
    const writer = writerOn(counting);
    const [room, author] = [newId(RoomId), newId(UserId)];
    await Promise.all(Array.from({ length: 300 }, () => writer.append(draftOf(room, author, newUuid()))));
    expect(commits).to.be.lessThan(4);
  });

  it('shares a commit among all of a round, and among those who were late for it', async () => {
    const batches: number[] = [];
    const { messages } = stores();
    const rounds = new Rounds({ everyMs: 2000 });
    const writer = new MessageWriter({
      store: {
        findTwin: (draft) => messages.findTwin(draft),
        insert: (rows) => {
          batches.push(rows.length);
          return messages.insert(rows);
        },
      },
      places: new Places((id) => messages.lastSeq(id)),
      onStored: () => undefined,
      rounds,
    });
    const [room, author] = [newId(RoomId), newId(UserId)];
    const late = () => writer.append(draftOf(room, author, newUuid()));
    const say = () => rounds.next().then(late);
    await say();
    const some = [late(), late(), say(), say(), say()];
    await never(() => batches.length > 1, { what: 'a commit of fewer', forMs: 50 });
    await Promise.all([...some, say(), say()]);
    expect(batches).to.deep.equal([1, 7]);
  });

  it('goes on without the answer to one write that never comes', async () => {
    const { messages } = stores();
    let isFirst = true;
    const silent: WriterOptions['store'] = {
      findTwin: (draft) => messages.findTwin(draft),
      insert: (rows) => {
        if (!isFirst) return messages.insert(rows);
        isFirst = false;
        return new Promise(() => undefined);
      },
    };
    const places = new Places((id) => messages.lastSeq(id));
    const writer = new MessageWriter({
      store: silent,
      places,
      onStored: () => undefined,
      rounds: new Rounds({ everyMs: 1 }),
      answerWithinMs: 200,
    });
    const [room, author] = [newId(RoomId), newId(UserId)];
    const [first] = await Promise.allSettled([writer.append(draftOf(room, author, newUuid()))]);
    expect(first).to.have.nested.property('reason.code', 'chat.unavailable');
    const { row } = await writer.append(draftOf(room, author, newUuid()));
    expect(row.seq).to.equal(1);
  });

  it('refuses what a room has too much of, rather than growing', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { messages } = stores();
    const slow: WriterOptions['store'] = {
      findTwin: (draft) => messages.findTwin(draft),
      insert: async (rows) => {
        await gate;
        return messages.insert(rows);
      },
    };
    const writer = writerOn(slow);
    const [room, author] = [newId(RoomId), newId(UserId)];
    const results = Promise.allSettled(
      Array.from({ length: 1_100 }, () => writer.append(draftOf(room, author, newUuid()))),
    );
    open();
    const refused = (await results).filter(({ status }) => status === 'rejected');
    expect(refused.length).to.equal(100);
    expect(await stores().messages.lastSeq(room)).to.equal(1_000);
  });
});

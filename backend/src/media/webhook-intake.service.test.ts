import type { LessonId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import fc from 'fast-check';
import { QueryTypes } from 'sequelize';
import { enrol, makeClass, makeUser } from '../../test/factories.js';
import { useWorld } from '../../test/presence-world.js';
import { sessionIdOf } from './media.rules.js';

interface InboxRow {
  readonly event: string;
  readonly state: string;
  readonly attempts: number;
  readonly failure: string | null;
  readonly duplicates: number;
}

describe('WebhookIntake', () => {
  const world = useWorld();
  const inboxRows = () =>
    world.platform.db.query<InboxRow>(
      `SELECT CONVERT(JSON_VALUE(body, '$.event') USING utf8mb4) AS event, state, attempts, failure, duplicates
       FROM webhook_inbox ORDER BY id`,
      { type: QueryTypes.SELECT },
    );

  beforeEach(async () => {
    world.fake.webhooks.length = 0;
    await world.platform.db.query('DELETE FROM webhook_inbox');
  });

  const liveClass = async () => {
    const startsAt = world.clock.now();
    const made = await makeClass({ state: 'live', startsAt });
    return { ...made, startsAt, lessonId: made.lesson.id };
  };

  it('makes presence of a join and a clean leave', async () => {
    const { lessonId, instructor, student, startsAt } = await liveClass();
    const connection = await world.enter(lessonId, student);
    world.clock.forward({ sec: 90 });
    world.fake.leave(connection);
    await world.deliver(world.fake.webhooks);
    await world.intake.drain();

    expect(await world.presence(lessonId, instructor, startsAt)).to.deep.equal({
      [instructor.name]: [],
      [student.name]: [[0, 90, 'left', 0]],
    });
    expect((await inboxRows()).map(({ event, state }) => [event, state])).to.deep.equal([
      ['sessionCreated', 'ignored'],
      ['participantJoined', 'applied'],
      ['participantLeft', 'applied'],
      ['sessionDestroyed', 'applied'],
    ]);
  });

  it('ends up the same for every order and repetition of deliveries, with four workers at once', async function () {
    this.timeout(180_000);
    const reasons = ['disconnect', 'networkDisconnect', 'forceDisconnectByUser'];
    const step = fc.record({
      person: fc.nat(2),
      afterSec: fc.nat(40),
      reason: fc.constantFrom(...reasons),
    });
    const script = fc.record({
      steps: fc.array(step, { minLength: 2, maxLength: 12 }),
      closes: fc.boolean(),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ steps, closes, seed }) => {
        const { lessonId, course, student } = await liveClass();
        const people = [student, await makeUser(), await makeUser()];
        for (const person of people.slice(1)) await enrol(person, course);
        const bodies = await live(lessonId, people, { steps, closes });

        await forget(lessonId);
        await world.deliver(bodies);
        await world.intake.drain();
        const inOrder = await world.spans(lessonId);

        await forget(lessonId);
        const workers = [1, 2, 3, 4].map(() => world.anotherIntake());
        for (const some of inChunks(shuffled([...bodies, ...bodies, ...bodies.slice(0, 5)], seed))) {
          await world.deliver(some);
          await Promise.all(workers.map((worker) => worker.drain()));
        }
        await world.platform.db.query("UPDATE webhook_inbox SET state = 'new' WHERE state = 'applied'");
        await Promise.all(workers.map((worker) => worker.drain()));
        expect(await world.spans(lessonId)).to.deep.equal(inOrder);
        expect(inOrder.length).to.be.greaterThan(0);
      }),
      // A busy machine may stop early; each run alone is a whole comparison.
      { numRuns: 30, interruptAfterTimeLimit: 90_000 },
    );
  });

  it('applies a thousand rows of one lesson with four workers, each once', async function () {
    this.timeout(60_000);
    const { lessonId, student } = await liveClass();
    for (let nth = 0; nth < 30; nth += 1) {
      const connection = await world.enter(lessonId, student);
      world.clock.forward({ sec: 1 });
      world.fake.leave(connection);
    }
    const noise = Array.from({ length: 900 }, (_, nth) => ({ event: 'signalSent', timestamp: nth, nth }));
    await world.deliver([...world.fake.webhooks, ...noise.map((body) => ({ ...body, event: 'madeUp' }))]);
    let settled = 0;
    const counting = () => (settled += 1);
    const workers = [1, 2, 3, 4].map(() => world.anotherIntake(counting));
    await Promise.all(workers.map((worker) => worker.drain()));

    const rows = await inboxRows();
    expect(rows.every(({ state }) => state === 'applied' || state === 'ignored')).to.equal(true);
    expect(settled).to.equal(rows.length);
    expect((await world.spans(lessonId)).every(({ leftAt }) => leftAt !== null)).to.equal(true);
  });

  it('settles a poisoned row as failed without holding up its neighbours', async () => {
    const { lessonId, student } = await liveClass();
    const connection = await world.enter(lessonId, student);
    const unreadable = { event: 'participantLeft', sessionId: sessionIdOf(lessonId), timestamp: 1 };
    await world.deliver([unreadable, ...world.fake.webhooks]);
    await world.intake.drain();

    const [poisoned, ...others] = await inboxRows();
    expect(poisoned).to.include({ state: 'failed', attempts: 1 });
    expect(poisoned?.failure).to.match(/UnreadableWebhook: .*connectionId/);
    expect(others.every(({ state }) => state !== 'new')).to.equal(true);
    expect((await world.spans(lessonId))[0]?.connectionId).to.equal(connection);
    const waiting = await world.inbox.countUnapplied();
    expect(waiting.find(({ state }) => state === 'failed')?.rows).to.equal(1);
  });

  it('tries what cannot be applied five times, later each time, then gives it up', async () => {
    const { lessonId, student } = await liveClass();
    const stranger = '0198c0de-0000-7000-8000-0000000000aa';
    const data = { userId: stranger, lessonId, name: 'x', part: 'student', kind: 'camera' };
    const connection = world.fake.mint(sessionIdOf(lessonId), JSON.stringify(data));
    world.fake.join(connection);
    await world.enter(lessonId, student);
    await world.deliver(world.fake.webhooks.filter(({ event }) => event === 'participantJoined'));

    for (let nth = 1; nth <= 5; nth += 1) {
      await world.intake.drain();
      const failing = (await inboxRows())[0];
      expect(failing).to.include({ state: nth < 5 ? 'new' : 'failed', attempts: nth });
      await world.platform.db.query('UPDATE webhook_inbox SET due_at = received_at');
    }
    expect((await inboxRows())[1]).to.include({ state: 'applied', attempts: 0 });
  });

  it('keeps one row of a body however often it comes, and counts the rest', async () => {
    const body = { event: 'nodeCrashed', timestamp: 1 };
    await Promise.all(Array.from({ length: 50 }, () => world.deliver([body])));
    expect(await inboxRows()).to.have.length(1);
    expect((await inboxRows())[0]?.duplicates).to.equal(49);
  });

  describe('does not believe', () => {
    const stored = async () => (await inboxRows()).map(({ event, state }) => [event, state]);

    it('what is older than the connection it names', async () => {
      const { lessonId, student } = await liveClass();
      await world.enter(lessonId, student);
      const [joined] = world.fake.webhooks.filter(({ event }) => event === 'participantJoined');
      await world.deliver([{ ...joined, timestamp: Date.UTC(2025, 0, 1) }]);
      await world.intake.drain();
      expect(await stored()).to.deep.equal([['participantJoined', 'ignored']]);
      expect(await world.spans(lessonId)).to.deep.equal([]);
    });

    it('who somebody says to be in clientData', async () => {
      const { lessonId, student } = await liveClass();
      const connection = world.fake.mint(sessionIdOf(lessonId), '');
      world.fake.join(connection);
      const claim = JSON.stringify({
        userId: student.id,
        lessonId,
        name: 'x',
        part: 'student',
        kind: 'camera',
      });
      await world.deliver(world.fake.webhooks.map((body) => ({ ...body, clientData: claim })));
      await world.intake.drain();
      expect(await world.spans(lessonId)).to.deep.equal([]);
    });

    it('a connection of one lesson in the session of another', async () => {
      const { lessonId, student } = await liveClass();
      const other = await liveClass();
      await world.enter(lessonId, student);
      const [joined] = world.fake.webhooks.filter(({ event }) => event === 'participantJoined');
      await world.deliver([{ ...joined, sessionId: sessionIdOf(other.lessonId) }]);
      await world.intake.drain();
      expect(await stored()).to.deep.equal([['participantJoined', 'ignored']]);
    });

    it('a time that has not come yet', async () => {
      const { lessonId, student } = await liveClass();
      await world.enter(lessonId, student);
      const [joined] = world.fake.webhooks.filter(({ event }) => event === 'participantJoined');
      await world.deliver([{ ...joined, timestamp: Date.now() + 3_600_000 }]);
      await world.intake.drain();
      const [span] = await world.spans(lessonId);
      expect(span?.joinedAt?.getTime()).to.be.at.most(Date.now());
    });
  });

  it('adopts a connection whose row was lost, by what the backend wrote into serverData', async () => {
    const { lessonId, student } = await liveClass();
    const data = { userId: student.id, lessonId, name: student.name, part: 'student', kind: 'camera' };
    const connection = world.fake.mint(sessionIdOf(lessonId), JSON.stringify(data));
    world.fake.join(connection);
    await world.deliver(world.fake.webhooks);
    await world.intake.drain();
    expect((await world.spans(lessonId)).map(({ connectionId }) => connectionId)).to.deep.equal([connection]);
  });

  async function live(
    lessonId: LessonId,
    people: readonly Parameters<typeof world.enter>[1][],
    {
      steps,
      closes,
    }: { steps: readonly { person: number; afterSec: number; reason: string }[]; closes: boolean },
  ) {
    const there = new Map<number, string>();
    const begin = world.fake.webhooks.length;
    for (const { person, afterSec, reason } of steps) {
      world.clock.forward({ sec: afterSec });
      const connection = there.get(person);
      const user = people[person];
      if (connection) {
        world.fake.leave(connection, reason);
        there.delete(person);
      } else if (user) there.set(person, await world.enter(lessonId, user));
    }
    if (closes)
      for (const connection of there.values()) world.fake.leave(connection, 'sessionClosedByServer');
    return world.fake.webhooks.slice(begin);
  }

  async function forget(lessonId: LessonId) {
    const { db } = world.platform;
    await db.query('DELETE FROM webhook_inbox');
    await db.query('DELETE FROM attendance_spans WHERE lesson_id = :lessonId', {
      replacements: { lessonId },
    });
    await db.query(
      'UPDATE media_connections SET joined_at = NULL, ended_at = NULL WHERE lesson_id = :lessonId',
      {
        replacements: { lessonId },
      },
    );
  }
});

/** A shuffle that a failing run repeats. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function inChunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / 7) }, (_, nth) => items.slice(nth * 7, nth * 7 + 7));
}

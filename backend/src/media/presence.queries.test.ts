import { expect } from 'chai';
import { costlyReads } from '../../test/explain.js';
import { makeClass, makeLesson, makeUser } from '../../test/factories.js';
import { useWorld } from '../../test/presence-world.js';
import type { User } from '../identity/index.js';
import type { Lesson } from '../lessons/index.js';
import { MediaConnection } from './media-connection.model.js';

const ROWS = 4000;

describe('queries of presence', function () {
  this.timeout(60_000);
  const world = useWorld();
  let made: Awaited<ReturnType<typeof makeClass>>;

  before(async () => {
    const { db } = world.platform;
    made = await makeClass({ state: 'live', startsAt: world.clock.now() });
    const users: User[] = [];
    for (let nth = 0; nth < 20; nth += 1) users.push(await makeUser());
    const lessons: Lesson[] = [];
    for (let nth = 0; nth < 20; nth += 1) lessons.push(await makeLesson({ courseId: made.course.id }));
    const at = world.clock.now();
    const rows = Array.from({ length: ROWS }, (_, nth) => [
      `con_filler${nth}`,
      lessons[nth % lessons.length]?.id,
      users[nth % users.length]?.id,
      'camera',
      at,
      at,
    ]);
    const replacements = { rows };
    await db.query(
      'INSERT INTO media_connections (id, lesson_id, user_id, kind, created_at, ended_at) VALUES :rows',
      { replacements },
    );
    await db.query(
      'INSERT INTO attendance_spans (connection_id, lesson_id, user_id, kind, joined_at, left_at) VALUES :rows',
      { replacements },
    );
    const webhooks = Array.from({ length: ROWS }, (_, nth) => ({ event: 'madeUp', timestamp: nth }));
    await world.deliver(webhooks);
    await world.intake.drain();
    await world.deliver(webhooks.slice(0, 300).map((body) => ({ ...body, again: true })));
    await db.query('ANALYZE TABLE media_connections, attendance_spans, webhook_inbox');
  });

  const readsOf = (work: () => Promise<unknown>) => costlyReads(world.platform.db, work);

  it('take due webhooks, settle and count them by an index', async () => {
    const { inbox, platform } = world;
    const reads = await readsOf(() =>
      platform.inTransaction(async (tx) => {
        const [first] = await inbox.claim(tx, 50);
        if (!first) throw new Error('nothing is due');
        await inbox.claimOne(tx, first.id);
        await inbox.settle(tx, [first.id], 'applied');
        await inbox.noteFailure(tx, first.id, { failure: 'x', retryInSec: 1 });
        await inbox.countUnapplied();
      }),
    );
    const forgotten = await readsOf(() => inbox.forgetSettledBefore(new Date(0), 500));
    expect([...reads, ...forgotten]).to.deep.equal([]);
  });

  it('join, leave and reconcile by an index', async () => {
    const { lesson, student } = made;
    const reads = await readsOf(async () => {
      const first = await world.enter(lesson.id, student);
      await world.enter(lesson.id, student);
      await world.handlers['reconcile-lesson']({ lessonId: lesson.id });
      await world.deliver(world.fake.webhooks);
      await world.intake.drain();
      await MediaConnection.listByIds([first]);
      await world.media.closeSession(lesson.id);
    });
    expect(reads).to.deep.equal([]);
  });

  it('show attendance by an index', async () => {
    const { lesson, student, instructor } = made;
    const reads = await readsOf(async () => {
      for (const { id, name } of [student, instructor]) {
        await world.attendance.view({ userId: id, name, roles: [], signInId: '' }, lesson.id);
      }
    });
    expect(reads).to.deep.equal([]);
  });
});

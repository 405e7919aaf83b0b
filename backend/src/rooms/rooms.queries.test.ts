import { RoomId, type UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { QueryTypes, type Options } from 'sequelize';
import { useDatabase } from '../../test/database.js';
import { enrol, lessonRow, makeClass, makeCourse, makeInstructor, makeUser } from '../../test/factories.js';
import { Lesson } from '../lessons/index.js';
import { newId } from '@seodang/server-kit/ids';
import { ACCESS_SQL, LIST_SQL } from './room-access.model.js';
import { membersSql, RoomMembers } from './member.model.js';
import { RoomDirectory } from './room-directory.js';
import { Room } from './room.model.js';

interface PlanRow {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly rows: number;
}

const BASE_TABLES = new Set([
  'r',
  'c',
  'l',
  'e',
  'm',
  'o',
  'u',
  'd',
  'x',
  'b',
  'me',
  'rooms',
  'courses',
  'lessons',
  'enrolments',
  'users',
]);

describe('queries of rooms', () => {
  const database = useDatabase();
  const directory = new RoomDirectory();
  let userId: UserId;
  let instructorId: UserId;
  let roomIds: RoomId[];

  /** Somebody with 200 rooms among many courses of others. */
  before(async function () {
    this.timeout(60_000);
    const instructor = await makeInstructor();
    const user = await makeUser();
    userId = user.id;
    instructorId = instructor.id;
    for (let nth = 0; nth < 60; nth += 1) {
      const course = await makeCourse({ instructorId: instructor.id });
      const isMine = nth % 3 === 0;
      if (isMine) await enrol(user, course);
      await Lesson.bulkCreate(
        Array.from({ length: isMine ? 4 : 40 }, () => lessonRow({ courseId: course.id })),
      );
      await Room.bulkCreate(
        Array.from({ length: 4 }, (_, which) => ({
          id: newId(RoomId),
          kind: 'channel' as const,
          courseId: course.id,
          name: `room-${which}`,
          createdAt: new Date(),
        })),
      );
    }
    for (let nth = 0; nth < 20; nth += 1) await pairUp(user.id, (await makeUser()).id);
    const others = await Promise.all(Array.from({ length: 30 }, () => makeUser()));
    for (const one of others) {
      for (const other of others.slice(0, 15)) if (one.id < other.id) await pairUp(one.id, other.id);
    }
    await database.db.query(
      'ANALYZE TABLE lessons, enrolments, courses, users, rooms, room_mutes, user_blocks, lesson_people, user_roles',
    );
    roomIds = (await directory.listOf(userId)).map(({ id }) => id);
  });

  async function pairUp(one: UserId, other: UserId): Promise<void> {
    const [lowUserId, highUserId] = [one, other].toSorted() as [UserId, UserId];
    const pair = { lowUserId, highUserId, askedBy: one, directState: 'agreed' as const };
    await Room.create({ id: newId(RoomId), kind: 'direct', ...pair, createdAt: new Date() });
  }

  /** Tables that are read from end to end although they hold many rows; what a query gathers by itself is no table. */
  async function scanned(sql: string, replacements: Record<string, unknown>): Promise<string[]> {
    const plan = await database.db.query<PlanRow>(`EXPLAIN ${sql}`, {
      replacements,
      type: QueryTypes.SELECT,
    });
    expect(plan.some(({ table }) => BASE_TABLES.has(table ?? ''))).to.equal(true);
    return plan
      .filter(({ table, type }) => BASE_TABLES.has(table ?? '') && (type === 'ALL' || type === 'index'))
      .filter(({ rows }) => rows > 20)
      .map(({ table, key, rows }) => `${table ?? '?'} by ${key ?? 'nothing'}: ${rows}`);
  }

  async function countQueries(work: () => Promise<unknown>): Promise<number> {
    const queries: string[] = [];
    const { options } = database.db as unknown as { options: Options };
    const before = options.logging;
    options.logging = (sql) => queries.push(sql);
    await work();
    options.logging = before ?? false;
    return queries.length;
  }

  it('list 200 rooms by one question, with an index for each table', async () => {
    expect(roomIds).to.have.length(200);
    expect(await countQueries(() => directory.listOf(userId))).to.equal(1);
    expect(await scanned(LIST_SQL, { userId })).to.deep.equal([]);
    expect(await scanned(LIST_SQL, { userId: instructorId })).to.deep.equal([]);
  });

  it('find any rooms by one question, with an index for each table', async () => {
    expect(await countQueries(() => directory.find(userId, roomIds))).to.equal(1);
    expect(await directory.find(userId, roomIds)).to.have.length(200);
    expect(await scanned(ACCESS_SQL, { userId, roomIds: roomIds.slice(0, 5) })).to.deep.equal([]);
  });

  it('are quick', async () => {
    const times: number[] = [];
    for (let nth = 0; nth < 20; nth += 1) {
      const from = performance.now();
      await directory.listOf(userId);
      times.push(performance.now() - from);
    }
    const median = times.toSorted((a, b) => a - b)[10] ?? 0;
    expect(median, 'ms for 200 rooms').to.be.lessThan(100);
  });

  it('list members of a course by its index', async () => {
    const { course } = await makeClass();
    const room = {
      id: RoomId.parse(course.id),
      kind: 'channel' as const,
      parentId: null,
      courseId: course.id,
      lessonId: null,
    };
    const values = { courseId: course.id, lessonId: null, pattern: '%a%', limit: 31, name: '', id: '' };
    const after = { name: '', id: userId };
    for (const search of ['', 'a']) {
      expect(await scanned(membersSql({ room, after, search }), values)).to.deep.equal([]);
    }
    expect(await countQueries(() => RoomMembers.list({ room, after, search: '', limit: 30 }))).to.equal(1);
  });
});

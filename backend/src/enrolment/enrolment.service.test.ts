import type { CourseId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import fc from 'fast-check';
import { QueryTypes } from 'sequelize';
import { StillClock } from '../../test/clock.js';
import { useDatabase } from '../../test/database.js';
import { makeCourse, makeUser } from '../../test/factories.js';
import type { User } from '../identity/index.js';
import type { Actor } from '../platform/http/actor.js';
import type { EnrolmentEvent } from './enrolment-event.js';
import { Enrolment } from './enrolment.model.js';
import { EnrolmentService } from './enrolment.service.js';

interface Row {
  readonly userId: string;
  readonly state: string;
}

const PEOPLE = 8;

/** What a course has to do, said as simply as it can be. */
class SeatModel {
  readonly enrolled = new Set<string>();
  waiting: string[] = [];
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  enrol(id: string): void {
    if (!this.enrolled.has(id) && !this.waiting.includes(id)) this.waiting.push(id);
    this.#moveUp();
  }

  leave(id: string): void {
    this.enrolled.delete(id);
    this.waiting = this.waiting.filter((other) => other !== id);
    this.#moveUp();
  }

  setCapacity(capacity: number): boolean {
    if (capacity < this.enrolled.size) return false;
    this.#capacity = capacity;
    this.#moveUp();
    return true;
  }

  placeOf(id: string): { state: string; position: number | null } {
    if (this.enrolled.has(id)) return { state: 'enrolled', position: null };
    const nth = this.waiting.indexOf(id);
    return nth < 0 ? { state: 'cancelled', position: null } : { state: 'waiting', position: nth + 1 };
  }

  #moveUp(): void {
    for (const id of this.waiting.splice(0, this.#capacity - this.enrolled.size)) this.enrolled.add(id);
  }
}

describe('enrolment', function () {
  this.timeout(120_000);
  const database = useDatabase();
  const clock = new StillClock();
  const told: EnrolmentEvent[] = [];
  const people: User[] = [];

  /** As another process has it: with its own batches. */
  const newService = () =>
    new EnrolmentService({
      inTransaction: database.inTransaction,
      listener: (tx, events) => {
        tx.afterCommit(() => void told.push(...events));
        return Promise.resolve();
      },
      now: clock.now,
    });
  const actorOf = ({ id, name }: User): Actor => ({ userId: id, name, roles: ['student'], signInId: '' });
  const person = (nth: number) => people[nth] as User;

  before(async () => {
    for (let nth = 0; nth < PEOPLE; nth += 1) people.push(await makeUser({ name: `학생 ${nth}` }));
  });

  /** Changes the capacity as the courses feature does: row first, then whoever waits moves up. */
  const setCapacity = (service: EnrolmentService, courseId: CourseId, capacity: number) =>
    database.inTransaction(async (tx) => {
      const seats = await Enrolment.lockCourse(courseId, tx);
      if (!seats || capacity < seats.taken) return false;
      await database.db.query('UPDATE courses SET capacity = :capacity WHERE id = :courseId', {
        replacements: { capacity, courseId },
        transaction: tx,
      });
      await service.promote(tx, courseId);
      return true;
    });

  /** Rows as they are: enrolled in any order, waiting in order; and that the counters say the same. */
  async function look(courseId: CourseId) {
    const rows = await database.db.query<Row>(
      'SELECT user_id AS userId, state FROM enrolments WHERE course_id = :courseId ORDER BY queue_no',
      { replacements: { courseId }, type: QueryTypes.SELECT },
    );
    const idsIn = (wanted: string) =>
      rows.filter(({ state }) => state === wanted).map(({ userId }) => userId);
    const [enrolled, waiting] = [idsIn('enrolled').sort(), idsIn('waiting')];
    const seats = await Enrolment.findCourse(courseId);
    expect({ taken: seats?.taken, waiting: seats?.waiting }).to.deep.equal({
      taken: enrolled.length,
      waiting: waiting.length,
    });
    expect(enrolled.length, 'seats taken').to.be.at.most(seats?.capacity ?? 0);
    if (waiting.length > 0)
      expect(enrolled.length, 'seats taken while somebody waits').to.equal(seats?.capacity);
    const ranked = await database.inTransaction((tx) =>
      Enrolment.listRanked(
        courseId,
        people.map(({ id }) => id),
        tx,
      ),
    );
    const positions = ranked.flatMap(({ position }) => position ?? []).sort((a, b) => a - b);
    expect(positions, 'positions').to.deep.equal(waiting.map((_id, nth) => nth + 1));
    return { enrolled, waiting };
  }

  const Act = fc.oneof(
    { weight: 5, arbitrary: fc.record({ act: fc.constant('enrol' as const), who: fc.nat(PEOPLE - 1) }) },
    { weight: 4, arbitrary: fc.record({ act: fc.constant('leave' as const), who: fc.nat(PEOPLE - 1) }) },
    {
      weight: 2,
      arbitrary: fc.record({ act: fc.constant('capacity' as const), to: fc.integer({ min: 1, max: 6 }) }),
    },
  );

  it('does what a list of seats and a queue would do, whatever happens in whatever order', async () => {
    const service = newService();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(Act, { maxLength: 25 }),
        async (first, acts) => {
          const { id: courseId } = await makeCourse({ capacity: first });
          const model = new SeatModel(first);
          for (const each of acts) {
            clock.forward({ sec: 1 });
            if (each.act === 'capacity') {
              expect(await setCapacity(service, courseId, each.to)).to.equal(model.setCapacity(each.to));
              continue;
            }
            const { id } = person(each.who);
            const view = await service[each.act](actorOf(person(each.who)), courseId);
            model[each.act](id);
            expect(view).to.include(model.placeOf(id));
          }
          const { enrolled, waiting } = await look(courseId);
          expect(enrolled).to.deep.equal([...model.enrolled].sort());
          expect(waiting).to.deep.equal(model.waiting);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('holds its promises when two processes change a course at once', async () => {
    const services = [newService(), newService()] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(Act, { minLength: 10, maxLength: 40 }), async (acts) => {
        const { id: courseId } = await makeCourse({ capacity: 3 });
        await Promise.all(
          acts.map((each, nth) => {
            const service = services[nth % 2 === 0 ? 0 : 1];
            return each.act === 'capacity'
              ? setCapacity(service, courseId, each.to)
              : service[each.act](actorOf(person(each.who)), courseId);
          }),
        );
        await look(courseId);
      }),
      { numRuns: 25 },
    );
  });

  it('tells in the same transaction who got and who lost a seat', async () => {
    const service = newService();
    const { id: courseId } = await makeCourse({ capacity: 1 });
    const [first, second] = [person(0), person(1)];
    await service.enrol(actorOf(first), courseId);
    await service.enrol(actorOf(second), courseId);
    told.length = 0;
    await service.leave(actorOf(first), courseId);
    expect(told.map(({ name, userId }) => [name, userId])).to.have.deep.members([
      ['seat.lost', first.id],
      ['seat.given', second.id],
    ]);
  });

  it('changes nothing when a listener fails', async () => {
    const service = new EnrolmentService({
      inTransaction: database.inTransaction,
      listener: () => Promise.reject(new Error('no')),
      now: clock.now,
    });
    const { id: courseId } = await makeCourse({ capacity: 1 });
    const failure = await service.enrol(actorOf(person(0)), courseId).catch((error: unknown) => error);
    expect((failure as Error).message).to.equal('no');
    expect(await look(courseId)).to.deep.equal({ enrolled: [], waiting: [] });
  });

  it('is kept from overselling by the database itself', async () => {
    const { id: courseId } = await makeCourse({ capacity: 1 });
    const seats = { capacity: 1, taken: 2, waiting: 0, nextQueueNo: 1 };
    const failure = await database
      .inTransaction((tx) => Enrolment.keepCount(courseId, seats, tx))
      .catch((error: unknown) => error);
    expect(String(failure)).to.include('courses_seats');
  });
});

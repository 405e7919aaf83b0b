import type { CoursePeoplePage, CoursePeopleQuery, EnrolmentView } from '@seodang/contracts/enrolment';
import type { CourseId, UserId } from '@seodang/contracts/ids';
import { z } from 'zod';
import type { Now } from '@seodang/server-kit/clock';
import { fromCursor, toCursor } from '../platform/db/paging.js';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import { Batches } from './batches.js';
import type { EnrolmentEvent, EnrolmentListener } from './enrolment-event.js';
import {
  Enrolment,
  type CourseSeats,
  type KnownPlace,
  type NamedPlace,
  type PeoplePlace,
} from './enrolment.model.js';
import { toCoursePerson, toEnrolmentView } from './enrolment.view.js';
import { queueNeeded, SeatBook, type PlaceChange } from './seats.rules.js';

export interface EnrolmentDeps {
  readonly inTransaction: InTransaction;
  readonly listener: EnrolmentListener;
  readonly now: Now;
}

interface Wish {
  /** The last two are the instructor's: who was removed cannot come back until they are readmitted. */
  readonly act: 'enrol' | 'leave' | 'remove' | 'readmit';
  readonly userId: UserId;
}

/** What an act is in the book of seats. */
const IN_BOOK = { enrol: 'enrol', leave: 'leave', remove: 'leave', readmit: 'enrol' } as const;

const BATCH = 200;
const ROOM = 5_000;

const AfterEnrolled = z.strictObject({ name: z.string(), userId: z.uuid() });
const AfterWaiting = z.strictObject({ queueNo: z.int().positive() });

/**
 * Seats and waiting lists. Every change holds the lock of the course's row and writes places and counters in one transaction;
 * wishes for the same course share it.
 *
 * @see docs/adr/0020-seats.md
 */
export class EnrolmentService {
  readonly #deps: EnrolmentDeps;
  readonly #wishes = new Batches<CourseId, Wish, EnrolmentView>({
    work: (courseId, wishes) => this.#settle(courseId, wishes),
    size: BATCH,
    room: ROOM,
  });

  constructor(deps: EnrolmentDeps) {
    this.#deps = deps;
  }

  /**
   * Takes a free seat, or the last place of the waiting list; whoever has one keeps it.
   *
   * @throws {AppError} `course.not_found` also for drafts, `enrolment.own_course`, `enrolment.removed`
   */
  enrol({ userId }: Actor, courseId: CourseId): Promise<EnrolmentView> {
    return this.#wishes.run(courseId, { act: 'enrol', userId });
  }

  /**
   * Gives a seat or a place in the queue back; the first who waits moves up. Without one nothing happens.
   *
   * @throws {AppError} `course.not_found`, `enrolment.own_course`
   */
  leave({ userId }: Actor, courseId: CourseId): Promise<EnrolmentView> {
    return this.#wishes.run(courseId, { act: 'leave', userId });
  }

  /**
   * Takes somebody out of a course for as long as its instructor wants; the first who waits moves up. Lessons and replays
   * are closed to them.
   *
   * @throws {AppError} `course.not_found`, `auth.forbidden`, `enrolment.own_course`
   */
  async remove(actor: Actor, courseId: CourseId, userId: UserId): Promise<EnrolmentView> {
    await ownCourse(actor, courseId);
    return this.#decide(courseId, { act: 'remove', userId });
  }

  /** Lets somebody who was removed in again: to a free seat, or the end of the waiting list. @throws {AppError} as `remove` */
  async readmit(actor: Actor, courseId: CourseId, userId: UserId): Promise<EnrolmentView> {
    await ownCourse(actor, courseId);
    return this.#decide(courseId, { act: 'readmit', userId });
  }

  /** Gives seats that became free by a greater capacity to those who wait. @param tx May hold the lock of the course's row. */
  async promote(tx: Tx, courseId: CourseId): Promise<void> {
    const course = await Enrolment.lockCourse(courseId, tx);
    if (!course) return;
    const book = new SeatBook(course, [], await Enrolment.listQueue(courseId, queueNeeded(course, 0), tx));
    book.promote(this.#deps.now());
    await this.#write(tx, courseId, book);
  }

  /**
   * Who is in a course, waits for it or was removed from it, for its instructor.
   *
   * @throws {AppError} `course.not_found`, `auth.forbidden`
   */
  async listPeople(actor: Actor, courseId: CourseId, query: CoursePeopleQuery): Promise<CoursePeoplePage> {
    const { state, cursor, limit } = query;
    await ownCourse(actor, courseId);
    const list = LISTS[state];
    const after = cursor === undefined ? null : fromCursor(list.Place, cursor);
    const people = await list.select({ courseId, after, limit: limit + 1 });
    const page = people.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toCoursePerson),
      nextCursor: last && people.length > limit ? toCursor(list.toPlace(last)) : null,
    };
  }

  async #decide(courseId: CourseId, wish: Wish): Promise<EnrolmentView> {
    const [answer = new AppError('course.not_found')] = await this.#settle(courseId, [wish]);
    if (answer instanceof AppError) throw answer;
    return answer;
  }

  #settle(courseId: CourseId, wishes: readonly Wish[]): Promise<(EnrolmentView | AppError)[]> {
    const { inTransaction, now } = this.#deps;
    return inTransaction(async (tx) => {
      const course = await Enrolment.lockCourse(courseId, tx);
      const userIds = [...new Set(wishes.map(({ userId }) => userId))];
      const places = course ? await Enrolment.listPlaces(courseId, userIds, tx) : [];
      const refusals = wishes.map((wish) => refusalOf(wish, course, places));
      const granted = wishes.filter((_wish, nth) => refusals[nth] === null);
      if (!course || granted.length === 0)
        return refusals.map((refusal) => refusal ?? new AppError('course.not_found'));
      const leaving = granted.filter(({ act }) => IN_BOOK[act] === 'leave').length;
      const queue = await Enrolment.listQueue(courseId, queueNeeded(course, leaving), tx);
      const book = new SeatBook(course, places, queue);
      const at = now();
      for (const { act, userId } of granted) book[IN_BOOK[act]](userId, at);
      book.promote(at);
      await this.#write(tx, courseId, book);
      for (const { act, userId } of granted) {
        if (act === 'remove') await Enrolment.keepRemoved({ courseId, userId }, at, tx);
        if (act === 'readmit') await Enrolment.keepRemoved({ courseId, userId }, null, tx);
      }
      const ranked = await Enrolment.listRanked(courseId, userIds, tx);
      const views = new Map(ranked.map((place) => [place.userId, toEnrolmentView(place)]));
      const nothing = toEnrolmentView({ state: 'cancelled', position: null, since: at });
      return wishes.map(({ userId }, nth) => refusals[nth] ?? views.get(userId) ?? nothing);
    });
  }

  async #write(tx: Tx, courseId: CourseId, book: SeatBook): Promise<void> {
    const changes = book.changes();
    if (changes.length === 0) return;
    await Enrolment.keep(courseId, changes, tx);
    await Enrolment.keepCount(courseId, book.count, tx);
    const events = changes.flatMap((change) => toEvents(courseId, change));
    if (events.length > 0) await this.#deps.listener(tx, events);
  }
}

/** @throws {AppError} `course.not_found`, `auth.forbidden` when it is somebody else's */
async function ownCourse(actor: Actor, courseId: CourseId): Promise<void> {
  const course = await Enrolment.findCourse(courseId);
  if (!course) throw new AppError('course.not_found');
  if (course.instructorId !== actor.userId) {
    throw new AppError(course.state === 'draft' ? 'course.not_found' : 'auth.forbidden');
  }
}

function refusalOf(
  { act, userId }: Wish,
  course: CourseSeats | null,
  places: readonly KnownPlace[],
): AppError | null {
  if (!course) return new AppError('course.not_found');
  if (course.instructorId === userId) return new AppError('enrolment.own_course');
  const mine = places.find((place) => place.userId === userId);
  return act === 'enrol' || act === 'leave' ? ownRefusal(act, course, mine) : null;
}

/** Drafts are there for nobody but those who are in already, from the time when it was published. */
function ownRefusal(
  act: 'enrol' | 'leave',
  { state }: CourseSeats,
  mine: KnownPlace | undefined,
): AppError | null {
  const isOut = mine === undefined || mine.state === 'cancelled';
  if (state === 'draft' && isOut) return new AppError('course.not_found');
  return act === 'enrol' && mine?.removedAt ? new AppError('enrolment.removed') : null;
}

function toEvents(courseId: CourseId, { before, after }: PlaceChange): EnrolmentEvent[] {
  const { userId, since: at } = after;
  if (after.state === 'enrolled') {
    return [{ name: before?.state === 'waiting' ? 'seat.given' : 'seat.taken', courseId, userId, at }];
  }
  return before?.state === 'enrolled' ? [{ name: 'seat.lost', courseId, userId, at }] : [];
}

const LISTS = {
  enrolled: {
    Place: AfterEnrolled,
    select: Enrolment.listEnrolled.bind(Enrolment),
    toPlace: ({ name, userId }: NamedPlace): PeoplePlace => ({ name, userId }),
  },
  removed: {
    Place: AfterEnrolled,
    select: Enrolment.listRemoved.bind(Enrolment),
    toPlace: ({ name, userId }: NamedPlace): PeoplePlace => ({ name, userId }),
  },
  waiting: {
    Place: AfterWaiting,
    select: Enrolment.listWaiting.bind(Enrolment),
    toPlace: ({ queueNo }: NamedPlace): PeoplePlace => ({ queueNo: queueNo ?? 0 }),
  },
};

import type { EnrolmentState } from '@seodang/contracts/enrolment';
import type { UserId } from '@seodang/contracts/ids';

/** What a person has in a course. `queueNo` orders those who wait; it is given once and never changes. */
export interface Place {
  readonly userId: UserId;
  readonly state: EnrolmentState;
  readonly queueNo: number | null;
  readonly since: Date;
}

/** The counters of a course. */
export interface SeatCount {
  readonly capacity: number;
  readonly taken: number;
  readonly waiting: number;
  readonly nextQueueNo: number;
}

/** A place before and after; `before` is null for somebody new. */
export interface PlaceChange {
  readonly before: Place | null;
  readonly after: Place;
}

/** How much of the waiting list has to be known before so many people leave: each of them lets one move up, or leaves it. */
export function queueNeeded({ capacity, taken }: SeatCount, leaving: number): number {
  return leaving + Math.max(0, capacity - taken);
}

/**
 * The seats of one course while its lock is held: who comes takes a free seat or waits at the end, who leaves makes room for
 * the first who waits. Nobody gets a seat while somebody waits longer.
 */
export class SeatBook {
  #count: SeatCount;
  readonly #before = new Map<UserId, Place>();
  readonly #places = new Map<UserId, Place>();
  readonly #queue: UserId[];

  /**
   * @param places The places of everybody who will come or leave.
   * @param queue The first of those who wait, in order; at least `queueNeeded`.
   */
  constructor(count: SeatCount, places: readonly Place[], queue: readonly Place[]) {
    this.#count = count;
    for (const place of [...places, ...queue]) {
      this.#before.set(place.userId, place);
      this.#places.set(place.userId, place);
    }
    this.#queue = queue.map(({ userId }) => userId);
  }

  get count(): SeatCount {
    return this.#count;
  }

  /** Gives a seat or a place in the queue; whoever has one keeps it as it is. */
  enrol(userId: UserId, at: Date): void {
    const state = this.#places.get(userId)?.state ?? 'cancelled';
    if (state !== 'cancelled') return;
    const { capacity, taken, waiting, nextQueueNo } = this.#count;
    if (taken < capacity && waiting === 0) {
      this.#seat(userId, at);
      return;
    }
    this.#count = { ...this.#count, waiting: waiting + 1, nextQueueNo: nextQueueNo + 1 };
    this.#places.set(userId, { userId, state: 'waiting', queueNo: nextQueueNo, since: at });
    this.#queue.push(userId);
  }

  /** Takes a seat or a place in the queue back; a seat goes to the first who waits. */
  leave(userId: UserId, at: Date): void {
    const place = this.#places.get(userId);
    if (!place || place.state === 'cancelled') return;
    const { taken, waiting } = this.#count;
    this.#count =
      place.state === 'enrolled'
        ? { ...this.#count, taken: taken - 1 }
        : { ...this.#count, waiting: waiting - 1 };
    const nth = this.#queue.indexOf(userId);
    if (nth >= 0) this.#queue.splice(nth, 1);
    this.#places.set(userId, { userId, state: 'cancelled', queueNo: null, since: at });
    this.promote(at);
  }

  /** Gives free seats to those who wait, in order. @throws {RangeError} when too little of the queue is known. */
  promote(at: Date): void {
    while (this.#count.taken < this.#count.capacity && this.#count.waiting > 0) {
      const userId = this.#queue.shift();
      if (userId === undefined) throw new RangeError('too little of the waiting list is known');
      this.#count = { ...this.#count, waiting: this.#count.waiting - 1 };
      this.#seat(userId, at);
    }
  }

  /** What has to be written. */
  changes(): PlaceChange[] {
    return [...this.#places.values()].flatMap((after) => {
      const before = this.#before.get(after.userId) ?? null;
      return before === after ? [] : [{ before, after }];
    });
  }

  #seat(userId: UserId, at: Date): void {
    this.#count = { ...this.#count, taken: this.#count.taken + 1 };
    this.#places.set(userId, { userId, state: 'enrolled', queueNo: null, since: at });
  }
}

import { UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { v5 } from 'uuid';
import { queueNeeded, SeatBook, type Place, type SeatCount } from './seats.rules.js';

const at = new Date('2026-11-21T09:00:00.000Z');
const before = new Date('2026-11-20T09:00:00.000Z');
const userIdOf = (name: string) => UserId.parse(v5(name, '6f1c0a1e-5e0d-4a57-9a53-5e0da9005eed'));
const enrolled = (name: string): Place => ({
  userId: userIdOf(name),
  state: 'enrolled',
  queueNo: null,
  since: before,
});
const waiting = (name: string, queueNo: number): Place => ({
  userId: userIdOf(name),
  state: 'waiting',
  queueNo,
  since: before,
});
const full: SeatCount = { capacity: 2, taken: 2, waiting: 0, nextQueueNo: 1 };

/** What changed, by name: state and queue number. */
function changesOf(book: SeatBook, names: readonly string[]) {
  const changes = new Map(book.changes().map(({ after }) => [after.userId, [after.state, after.queueNo]]));
  const changed = names.filter((name) => changes.has(userIdOf(name)));
  return Object.fromEntries(changed.map((name) => [name, changes.get(userIdOf(name))]));
}

describe('SeatBook', () => {
  it('gives seats while there are some, then numbers for those who wait', () => {
    const book = new SeatBook({ capacity: 2, taken: 0, waiting: 0, nextQueueNo: 1 }, [], []);
    for (const name of ['a', 'b', 'c', 'd']) book.enrol(userIdOf(name), at);
    expect(changesOf(book, ['a', 'b', 'c', 'd'])).to.deep.equal({
      a: ['enrolled', null],
      b: ['enrolled', null],
      c: ['waiting', 1],
      d: ['waiting', 2],
    });
    expect(book.count).to.deep.equal({ capacity: 2, taken: 2, waiting: 2, nextQueueNo: 3 });
  });

  it('changes nothing for whoever has a place already', () => {
    const book = new SeatBook({ ...full, waiting: 1, nextQueueNo: 2 }, [enrolled('a'), waiting('b', 1)], []);
    book.enrol(userIdOf('a'), at);
    book.enrol(userIdOf('b'), at);
    expect(book.changes()).to.deep.equal([]);
  });

  it('gives the seat of whoever leaves to the first who waits', () => {
    const queue = [waiting('b', 4), waiting('c', 9)];
    const book = new SeatBook({ ...full, waiting: 2, nextQueueNo: 10 }, [enrolled('a')], queue);
    book.leave(userIdOf('a'), at);
    expect(changesOf(book, ['a', 'b', 'c'])).to.deep.equal({ a: ['cancelled', null], b: ['enrolled', null] });
    expect(book.count).to.deep.equal({ capacity: 2, taken: 2, waiting: 1, nextQueueNo: 10 });
  });

  it('moves nobody up when somebody leaves who only waited', () => {
    const queue = [waiting('b', 4)];
    const book = new SeatBook({ ...full, waiting: 2, nextQueueNo: 10 }, [waiting('c', 9)], queue);
    book.leave(userIdOf('c'), at);
    expect(changesOf(book, ['b', 'c'])).to.deep.equal({ c: ['cancelled', null] });
    expect(book.count).to.include({ taken: 2, waiting: 1 });
  });

  it('sends whoever left and comes again to the end', () => {
    const book = new SeatBook({ ...full, waiting: 1, nextQueueNo: 5 }, [enrolled('a')], [waiting('b', 4)]);
    book.leave(userIdOf('a'), at);
    book.enrol(userIdOf('a'), at);
    expect(changesOf(book, ['a', 'b'])).to.deep.equal({ a: ['waiting', 5], b: ['enrolled', null] });
  });

  it('lets nobody pass those who wait, even if a seat is free', () => {
    const book = new SeatBook({ ...full, capacity: 3, waiting: 1, nextQueueNo: 5 }, [], [waiting('b', 4)]);
    book.enrol(userIdOf('new'), at);
    book.promote(at);
    expect(changesOf(book, ['b', 'new'])).to.deep.equal({ b: ['enrolled', null], new: ['waiting', 5] });
  });

  it('ignores leaving without a place', () => {
    const book = new SeatBook(full, [{ ...enrolled('a'), state: 'cancelled' }], []);
    book.leave(userIdOf('a'), at);
    book.leave(userIdOf('b'), at);
    expect(book.changes()).to.deep.equal([]);
    expect(book.count).to.deep.equal(full);
  });

  it('says when it was told too little of the waiting list', () => {
    const book = new SeatBook({ ...full, waiting: 1, nextQueueNo: 5 }, [enrolled('a')], []);
    expect(() => {
      book.leave(userIdOf('a'), at);
    }).to.throw(RangeError);
  });
});

describe('queueNeeded', () => {
  it('is one for each who leaves and one for each free seat', () => {
    expect(queueNeeded(full, 3)).to.equal(3);
    expect(queueNeeded({ ...full, capacity: 5 }, 1)).to.equal(4);
  });
});

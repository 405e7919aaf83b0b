import type { PersonAttendance } from '@seodang/contracts/attendance';
import { expect } from 'chai';
import fc from 'fast-check';
import { barOf, inOrder, spanOf, totalsOf } from './attendance.rules.js';

const at = (time: string) => `2026-11-21T${time}.000Z`;
const ms = (time: string) => Date.parse(at(time));
const hour = { fromMs: ms('09:00:00'), toMs: ms('10:00:00') };
const stretch = (joinedAt: string, leftAt: string | null) => ({
  joinedAt: at(joinedAt),
  leftAt: leftAt === null ? null : at(leftAt),
});
const person = (name: string, part: 'instructor' | 'student', presentSec: number) =>
  ({
    userId: name,
    name,
    part,
    presentSec,
    intervals: presentSec > 0 ? [stretch('09:00:00', '09:30:00')] : [],
  }) as unknown as PersonAttendance;

describe('spanOf', () => {
  it('lasts until now while the lesson goes on, and is nothing before it started', () => {
    expect(spanOf({ startedAt: at('09:00:00'), endedAt: at('10:00:00') }, 0)).to.deep.equal(hour);
    expect(spanOf({ startedAt: at('09:00:00'), endedAt: null }, ms('09:20:00'))?.toMs).to.equal(
      ms('09:20:00'),
    );
    expect(spanOf({ startedAt: null, endedAt: null }, 0)).to.equal(null);
  });

  it('never ends before it began, even with a clock that is behind', () => {
    expect(spanOf({ startedAt: at('09:00:00'), endedAt: null }, ms('08:59:00'))?.toMs).to.equal(hour.fromMs);
  });
});

describe('barOf', () => {
  it('lies where the stretch lies in the lesson', () => {
    expect(barOf(stretch('09:15:00', '09:45:00'), hour)).to.deep.equal({ leftPct: 25, widthPct: 50 });
  });

  it('cuts off what is outside the lesson', () => {
    expect(barOf(stretch('08:30:00', '09:30:00'), hour)).to.deep.equal({ leftPct: 0, widthPct: 50 });
    expect(barOf(stretch('08:30:00', '08:50:00'), hour)).to.equal(null);
  });

  it('goes to the end while somebody is there', () => {
    expect(barOf(stretch('09:30:00', null), hour)).to.deep.equal({ leftPct: 50, widthPct: 50 });
  });

  it('is always visible and inside', () => {
    const second = fc.integer({ min: -600, max: 4200 });
    fc.assert(
      fc.property(second, second, (a, b) => {
        const iso = (sec: number) => new Date(hour.fromMs + sec * 1000).toISOString();
        const bar = barOf({ joinedAt: iso(Math.min(a, b)), leftAt: iso(Math.max(a, b)) }, hour);
        return (
          bar === null || (bar.leftPct >= 0 && bar.widthPct >= 1 && bar.leftPct + bar.widthPct <= 100 + 1e-9)
        );
      }),
    );
  });
});

describe('inOrder', () => {
  it('has the instructor first and sorts names as Korean does', () => {
    const people = [
      person('하늘', 'student', 1),
      person('가람', 'student', 0),
      person('이강', 'instructor', 1),
    ];
    expect(inOrder(people, 'ko').map(({ name }) => name)).to.deep.equal(['이강', '가람', '하늘']);
  });
});

describe('totalsOf', () => {
  it('counts students only, and averages over those who came', () => {
    const people = [
      person('t', 'instructor', 3600),
      person('a', 'student', 1800),
      person('b', 'student', 601),
      person('c', 'student', 0),
    ];
    expect(totalsOf(people)).to.deep.equal({ students: 3, came: 2, averageSec: 1201 });
    expect(totalsOf([])).to.deep.equal({ students: 0, came: 0, averageSec: 0 });
  });
});

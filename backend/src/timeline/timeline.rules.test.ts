import { UserId } from '@seodang/contracts/ids';
import { newId } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  chaptersIn,
  happeningsIn,
  toItem,
  type LessonFacts,
  type TimelineStretch,
} from './timeline.rules.js';

const MINUTE = 60_000;
const ZERO = Date.parse('2026-11-21T10:00:00.000Z');
const minji = { id: newId(UserId), name: '민지' };
const kim = { id: newId(UserId), name: '김규현' };
const lesson = { startedAt: ZERO, endedAt: ZERO + 50 * MINUTE };
const nothing: LessonFacts = { lesson, stretches: [], recordings: [], marks: [] };

const stretch = (more: Partial<TimelineStretch>): TimelineStretch => ({
  person: minji,
  kind: 'camera',
  joinedAt: ZERO,
  leftAt: null,
  ...more,
});
const told = (facts: Partial<LessonFacts>) =>
  happeningsIn({ ...nothing, ...facts }).map(({ kind, at }) => [kind, (at - ZERO) / MINUTE]);

describe('the timeline of a lesson', () => {
  it('is empty before the lesson', () => {
    expect(happeningsIn({ ...nothing, lesson: null, stretches: [stretch({})] })).to.deep.equal([]);
  });

  it('tells people, shares and recordings on one clock', () => {
    const stretches = [
      stretch({ joinedAt: ZERO + MINUTE, leftAt: ZERO + 40 * MINUTE }),
      stretch({
        person: kim,
        kind: 'screen',
        joinedAt: ZERO + 5 * MINUTE,
        leftAt: ZERO + 9 * MINUTE,
      }),
    ];
    const recordings = [
      {
        id: 'r',
        startedAt: ZERO + 2 * MINUTE,
        stoppedAt: ZERO + 45 * MINUTE,
        gaps: [{ fromMs: MINUTE, toMs: 2 * MINUTE }],
      },
    ];
    expect(told({ stretches, recordings })).to.deep.equal([
      ['lesson.started', 0],
      ['person.joined', 1],
      ['recording.started', 2],
      ['recording.gap', 3],
      ['share.started', 5],
      ['share.stopped', 9],
      ['person.left', 40],
      ['recording.stopped', 45],
      ['lesson.ended', 50],
    ]);
  });

  it('counts from the first frame of a recording', () => {
    const [started] = happeningsIn(nothing);
    if (!started) throw new Error('nothing happened');
    expect(toItem(started, ZERO + 5_000)).to.include({ offsetMs: -5_000, at: '2026-11-21T10:00:00.000Z' });
    expect(toItem(started, null).offsetMs).to.equal(null);
  });

  describe('makes chapters', () => {
    const marks = [
      { id: '1', at: ZERO + 3 * MINUTE, label: '가로획', person: kim },
      { id: '2', at: ZERO + 40 * MINUTE, label: '', person: kim },
    ];
    const screen = (min: number) =>
      stretch({
        person: kim,
        kind: 'screen',
        joinedAt: ZERO + min * MINUTE,
        leftAt: ZERO + (min + 1) * MINUTE,
      });
    const chapters = (facts: Partial<LessonFacts>, durationMs = 30 * MINUTE) =>
      chaptersIn(happeningsIn({ ...nothing, ...facts }), { zero: ZERO + 2 * MINUTE, durationMs });

    it('of marks and shares within the recording', () => {
      expect(chapters({ marks, stretches: [screen(1), screen(10)] })).to.deep.equal([
        { atMs: MINUTE, title: '가로획', source: 'mark' },
        { atMs: 8 * MINUTE, title: '', source: 'share' },
      ]);
    });

    it('once where a mark and a share are beside each other', () => {
      expect(chapters({ marks, stretches: [screen(3.05)] })).to.deep.equal([
        { atMs: MINUTE, title: '가로획', source: 'mark' },
      ]);
    });
  });

  it('is the same in whatever order the facts are read', () => {
    const at = fc.nat(50).map((min) => ZERO + min * MINUTE);
    const some = fc.record({
      person: fc.constantFrom(minji, kim),
      kind: fc.constantFrom('camera' as const, 'screen' as const),
      joinedAt: at,
      leftAt: fc.option(at),
    });
    const lists = fc
      .uniqueArray(some, { selector: ({ person, kind, joinedAt }) => `${person.id} ${kind} ${joinedAt}` })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(lists, ([stretches, shuffled]) => {
        expect(told({ stretches: shuffled })).to.deep.equal(told({ stretches }));
      }),
    );
  });
});

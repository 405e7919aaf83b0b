import { expect } from 'chai';
import fc from 'fast-check';
import {
  presentSeconds,
  toIntervals,
  type Interval,
  type LessonTime,
  type Span,
} from './attendance.rules.js';

const at = (clock: string) => Date.parse(`2026-03-02T${clock}Z`);
const span = (from: string, to: string | null, reason: Span['reason'] = to ? 'left' : null): Span => ({
  joinedAt: at(from),
  leftAt: to ? at(to) : null,
  reason,
});
const lesson: LessonTime = { startedAt: at('09:00:00'), endedAt: at('10:00:00') };
const live: LessonTime = { ...lesson, endedAt: null };
const shown = ({ joinedAt, leftAt, reason, reconnects }: Interval) =>
  [clock(joinedAt), leftAt === null ? 'now' : clock(leftAt), reason, reconnects] as const;
const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19);
const seconds = (spans: Span[]) => presentSeconds(toIntervals(spans, lesson), at('10:00:00'));

describe('toIntervals', () => {
  it('bridges a lost network of a minute and counts it', () => {
    const spans = [span('09:00:00', '09:20:00', 'network-lost'), span('09:21:00', '09:40:00')];
    expect(toIntervals(spans, lesson).map(shown)).to.deep.equal([['09:00:00', '09:40:00', 'left', 1]]);
  });

  it('bridges a failed media server in the same way', () => {
    const spans = [span('09:00:00', '09:20:00', 'media-failed'), span('09:20:30', '09:40:00')];
    expect(toIntervals(spans, lesson).map(shown)).to.deep.equal([['09:00:00', '09:40:00', 'left', 1]]);
  });

  it('bridges the change of a connection when the right to speak changed, which is no reconnect', () => {
    const spans = [span('09:00:00', '09:20:00', 'speaking-changed'), span('09:20:02', '09:40:00')];
    expect(toIntervals(spans, lesson).map(shown)).to.deep.equal([['09:00:00', '09:40:00', 'left', 0]]);
    expect(toIntervals(spans.slice(0, 1), lesson).map(shown)).to.deep.equal([
      ['09:00:00', '09:20:00', 'speaking-changed', 0],
    ]);
  });

  it('does not bridge a longer loss', () => {
    const spans = [span('09:00:00', '09:20:00', 'network-lost'), span('09:21:01', '09:40:00')];
    expect(toIntervals(spans, lesson).map(shown)).to.deep.equal([
      ['09:00:00', '09:20:00', 'network-lost', 0],
      ['09:21:01', '09:40:00', 'left', 0],
    ]);
  });

  it('does not bridge a gap that somebody made on purpose', () => {
    const spans = [span('09:00:00', '09:20:00', 'left'), span('09:20:10', '09:40:00')];
    expect(toIntervals(spans, lesson)).to.have.length(2);
  });

  it('unites two devices without calling it a reconnect', () => {
    const spans = [span('09:00:00', '09:30:00'), span('09:10:00', '09:40:00')];
    expect(toIntervals(spans, lesson).map(shown)).to.deep.equal([['09:00:00', '09:40:00', 'left', 0]]);
  });

  it('counts a reconnect that was quicker than the loss was noticed', () => {
    const spans = [span('09:00:00', '09:20:00', 'network-lost'), span('09:19:55', null)];
    expect(toIntervals(spans, live).map(shown)).to.deep.equal([['09:00:00', 'now', null, 1]]);
  });

  it('counts each of several short losses', () => {
    const spans = ['09:00', '09:10', '09:20'].map((from) =>
      span(`${from}:00`, `${from.slice(0, 4)}9:30`, 'network-lost'),
    );
    expect(toIntervals(spans, lesson).map(shown)).to.deep.equal([
      ['09:00:00', '09:29:30', 'network-lost', 2],
    ]);
  });

  it('cuts off what lies outside the lesson', () => {
    const spans = [span('08:50:00', '09:05:00'), span('09:50:00', '10:10:00'), span('10:01:00', '10:02:00')];
    expect(toIntervals(spans, lesson).map(shown)).to.deep.equal([
      ['09:00:00', '09:05:00', 'left', 0],
      ['09:50:00', '10:00:00', 'lesson-ended', 0],
    ]);
  });

  it('lets whoever was still there leave with the end of the lesson', () => {
    expect(toIntervals([span('09:30:00', null)], lesson).map(shown)).to.deep.equal([
      ['09:30:00', '10:00:00', 'lesson-ended', 0],
    ]);
  });

  it('leaves a stretch open while the lesson goes on', () => {
    expect(toIntervals([span('09:30:00', null)], live).map(shown)).to.deep.equal([
      ['09:30:00', 'now', null, 0],
    ]);
  });

  const reasons = fc.constantFrom('left', 'network-lost', 'media-failed', 'moved-to-another-device');
  const anySpan: fc.Arbitrary<Span> = fc
    .record({ from: fc.nat(4000), length: fc.nat(1200), reason: reasons, open: fc.boolean() })
    .map(({ from, length, reason, open }) => {
      const joinedAt = at('08:58:00') + from * 1000;
      return open
        ? { joinedAt, leftAt: null, reason: null }
        : { joinedAt, leftAt: joinedAt + length * 1000, reason: reason as Span['reason'] };
    });

  it('gives ordered stretches apart from one another, whatever the order of the connections', () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (spans, random) => {
        const intervals = toIntervals(spans, lesson);
        const keyed = spans.map((value) => ({ value, key: random.next().value as number }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
        expect(toIntervals(shuffled, lesson)).to.deep.equal(intervals);
        intervals.slice(1).forEach((next, i) => {
          expect(next.joinedAt).to.be.greaterThan(intervals[i]?.leftAt ?? Infinity);
        });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('presentSeconds', () => {
  it('counts two devices at once only once', () => {
    expect(seconds([span('09:00:00', '09:30:00'), span('09:10:00', '09:40:00')])).to.equal(2400);
  });

  it('ignores time before the bell', () => {
    expect(seconds([span('08:50:00', '09:05:00')])).to.equal(300);
  });

  it('rounds down', () => {
    expect(seconds([{ ...span('09:00:00', '09:00:59'), leftAt: at('09:00:59') + 999 }])).to.equal(59);
  });

  it('runs on while somebody is there', () => {
    expect(presentSeconds(toIntervals([span('09:30:00', null)], live), at('09:31:30'))).to.equal(90);
  });

  it('is nothing for somebody who never came', () => {
    expect(seconds([])).to.equal(0);
  });
});

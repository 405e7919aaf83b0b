import type { RoomEvent } from '@seodang/contracts/chat';
import { expect } from 'chai';
import fc from 'fast-check';
import { aMessage } from '../../../test/chat.js';
import {
  applyEvent,
  emptyTimeline,
  endSeq,
  firstSeq,
  gapAfter,
  isAtNewest,
  lastSignOf,
  MAX_RUN,
  trimmed,
  withPage,
  withVersions,
  type Timeline,
} from './timeline.rules.js';

const message = (seq: number, version = 1) => aMessage({ seq, version, text: `${seq}.${version}` });
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => message(from + at));
const added = (seq: number): RoomEvent => ({ type: 'message.added', message: message(seq) });
const changed = (seq: number, version: number): RoomEvent => ({
  type: 'message.changed',
  message: message(seq, version),
});
const texts = ({ run }: Timeline) => run.map(({ text }) => text);
const at = (from: number, to: number, last = to) => withPage(emptyTimeline, range(from, to), last);

describe('the timeline of a room', () => {
  it('takes a message that comes next', () => {
    expect(endSeq(applyEvent(at(1, 3), added(4)))).to.equal(4);
  });

  it('begins an empty room with its first message', () => {
    expect(texts(applyEvent(emptyTimeline, added(1)))).to.deep.equal(['1.1']);
  });

  it('says where something is missing, and keeps what lies beyond until it is there', () => {
    const torn = applyEvent(at(1, 3), added(5));
    expect(texts(torn)).to.deep.equal(['1.1', '2.1', '3.1']);
    expect(gapAfter(torn)).to.equal(3);
    const whole = withPage(torn, [message(4)], 5);
    expect(endSeq(whole)).to.equal(5);
    expect(gapAfter(whole)).to.equal(null);
    expect(whole.ahead.size).to.equal(0);
  });

  it('has a message once, however often it comes', () => {
    const once = applyEvent(at(1, 3), added(4));
    expect(applyEvent(once, added(4))).to.equal(once);
    expect(applyEvent(once, added(2))).to.equal(once);
  });

  it('takes a newer version and leaves an older one', () => {
    const edited = applyEvent(at(1, 3), changed(2, 3));
    expect(texts(edited)).to.deep.equal(['1.1', '2.3', '3.1']);
    expect(applyEvent(edited, changed(2, 2))).to.equal(edited);
  });

  it('keeps a version that came before its message was in place', () => {
    const torn = applyEvent(applyEvent(at(1, 3), added(5)), changed(5, 2));
    expect(texts(withPage(torn, range(4, 5), 5)).at(-1)).to.equal('5.2');
  });

  it('joins pages of history above and below', () => {
    const timeline = withPage(withPage(at(50, 60, 70), range(40, 49), 70), range(61, 70), 70);
    expect([firstSeq(timeline), endSeq(timeline), timeline.run.length]).to.deep.equal([40, 70, 31]);
    expect(isAtNewest(timeline)).to.equal(true);
  });

  it('begins anew with a page that does not touch what it has', () => {
    const timeline = withPage(at(1, 10, 100), range(50, 60), 100);
    expect([firstSeq(timeline), endSeq(timeline)]).to.deep.equal([50, 60]);
  });

  it('knows an instant before all changes that it has not seen', () => {
    const edited = { ...message(2), editedAt: '2026-11-21T10:00:00.000Z' };
    expect(lastSignOf(withPage(emptyTimeline, [message(1), edited], 2))).to.equal(edited.editedAt);
    expect(lastSignOf(emptyTimeline)).to.equal(null);
  });

  it('is the same for everybody, in whatever order and however often events and pages arrive', () => {
    const LAST = 12;
    const anyEvent = fc.oneof(
      fc.integer({ min: 1, max: LAST }).map((seq) => ({ kind: 'added' as const, seq })),
      fc.record({
        kind: fc.constant('changed' as const),
        seq: fc.integer({ min: 1, max: LAST }),
        version: fc.integer({ min: 1, max: 4 }),
      }),
      fc.record({
        kind: fc.constant('page' as const),
        from: fc.integer({ min: 1, max: LAST }),
        length: fc.integer({ min: 0, max: 6 }),
      }),
    );
    type Step = typeof anyEvent extends fc.Arbitrary<infer T> ? T : never;
    const step = (timeline: Timeline, one: Step): Timeline => {
      if (one.kind === 'added') return applyEvent(timeline, added(one.seq));
      if (one.kind === 'changed') return applyEvent(timeline, changed(one.seq, one.version));
      return withPage(timeline, range(one.from, Math.min(LAST, one.from + one.length - 1)), LAST);
    };
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (steps) => {
        let timeline = at(1, 1, 1);
        for (const one of steps) {
          timeline = step(timeline, one);
          // Without a hole, without a double, whatever came.
          timeline.run.forEach(({ seq }, index) => {
            expect(seq).to.equal(firstSeq(timeline) + index);
          });
          for (const seq of timeline.ahead.keys()) expect(seq).to.be.greaterThan(endSeq(timeline) + 1);
        }
        // What is missing can always be fetched, and then all see the same.
        const all = range(1, LAST).map(({ seq }) => message(seq, 5));
        const whole = withVersions(withPage(timeline, all, LAST), all);
        expect(texts(whole)).to.deep.equal(all.map(({ text }) => text));
      }),
      { numRuns: 500 },
    );
  });

  it('holds a bounded part around what one reads, without a hole, whatever is read in whatever order', () => {
    const LAST = 3_000;
    const anyStep = fc.record({
      what: fc.constantFrom('older', 'newer', 'added', 'letGo'),
      pages: fc.integer({ min: 1, max: 8 }),
      /** Where in what is held one reads, from 0 to 1. */
      where: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), fc.integer({ min: 1, max: LAST }), (steps, begin) => {
        let timeline = at(begin, Math.min(LAST, begin + 49), LAST);
        for (const { what, pages, where } of steps) {
          const [first, end] = [firstSeq(timeline), endSeq(timeline)];
          const length = 50 * pages;
          if (what === 'older')
            timeline = withPage(timeline, range(Math.max(1, first - length), first - 1), LAST);
          if (what === 'newer')
            timeline = withPage(timeline, range(end + 1, Math.min(LAST, end + length)), LAST);
          if (what === 'added') timeline = applyEvent(timeline, added(end + 1));
          const readsAt = Math.round(firstSeq(timeline) + where * (timeline.run.length - 1));
          for (let before = null; before !== timeline;) {
            before = timeline;
            timeline = trimmed(timeline, readsAt);
          }
          expect(timeline.run.length).to.be.at.most(MAX_RUN);
          timeline.run.forEach(({ seq }, index) => {
            expect(seq).to.equal(firstSeq(timeline) + index);
          });
          // What one reads is still there, with a window's worth around it as far as the room goes.
          expect(firstSeq(timeline)).to.be.at.most(Math.max(readsAt - 100, Math.min(first, readsAt)));
          expect(endSeq(timeline)).to.be.at.least(readsAt);
        }
      }),
      { numRuns: 60 },
    );
  });
});

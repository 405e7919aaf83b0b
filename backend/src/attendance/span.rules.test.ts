import { expect } from 'chai';
import fc from 'fast-check';
import {
  endOf,
  knowledgeOf,
  lastSignOfLife,
  merge,
  NOTHING_KNOWN,
  type SpanFact,
  type SpanFacts,
} from './span.rules.js';

const SEC = 1000;
const BELL = Date.UTC(2026, 2, 2, 9);
/** Seconds after the bell. */
const at = (sec: number) => BELL + sec * SEC;

const known = (facts: readonly SpanFact[]): SpanFacts => facts.map(knowledgeOf).reduce(merge, NOTHING_KNOWN);

const joined = (sec: number): SpanFact => ({ name: 'joined', at: at(sec) });
const left = (sec: number, why: string): SpanFact => ({ name: 'left', at: at(sec), why });
const beat = (sec: number): SpanFact => ({ name: 'beat', at: at(sec) });
const seen = (sec: number): SpanFact => ({ name: 'seen', at: at(sec) });
const goodbye = (sec: number): SpanFact => ({ name: 'goodbye', at: at(sec) });
const gone = (sec: number, withSession = false): SpanFact => ({ name: 'gone', by: at(sec), withSession });
const closing = (sec: number, reason: 'moved-to-another-device' | 'removed' | 'lesson-ended'): SpanFact => ({
  name: 'closing',
  at: at(sec),
  reason,
});

const ending = (...facts: SpanFact[]) => {
  const end = endOf(known(facts));
  return end && { sec: (end.leftAt - BELL) / SEC, reason: end.reason, source: end.source };
};

const instants = fc.integer({ min: 0, max: 120 }).map((half) => at(half / 2));
const facts: fc.Arbitrary<SpanFact> = fc.oneof(
  fc.record({ name: fc.constant('joined' as const), at: instants }),
  fc.record({
    name: fc.constant('left' as const),
    at: instants,
    why: fc.constantFrom('disconnect', 'networkDisconnect', 'forceDisconnectByServer', 'nodeCrashed', 'new'),
  }),
  fc.record({ name: fc.constant('seen' as const), at: instants }),
  fc.record({ name: fc.constant('gone' as const), by: instants, withSession: fc.boolean() }),
  fc.record({
    name: fc.constant('closing' as const),
    at: instants,
    reason: fc.constantFrom('moved-to-another-device' as const, 'removed' as const, 'lesson-ended' as const),
  }),
  fc.record({ name: fc.constant('beat' as const), at: instants }),
  fc.record({ name: fc.constant('goodbye' as const), at: instants }),
);
const knowledge = fc.array(facts, { maxLength: 8 }).map(known);

/** Some facts, and the same facts shuffled with repetitions. */
const retold = fc.array(facts, { maxLength: 12 }).chain((told) =>
  fc.record({
    told: fc.constant(told),
    again: fc
      .shuffledSubarray([...told, ...told, ...told], { minLength: 0 })
      .chain((extra) => fc.shuffledSubarray([...told, ...extra], { minLength: told.length + extra.length })),
  }),
);

describe('merge', () => {
  it('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(knowledge, knowledge, knowledge, (a, b, c) => {
        expect(merge(a, b)).to.deep.equal(merge(b, a));
        expect(merge(merge(a, b), c)).to.deep.equal(merge(a, merge(b, c)));
        expect(merge(a, a)).to.deep.equal(a);
        expect(merge(a, NOTHING_KNOWN)).to.deep.equal(a);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same state for any permutation with duplicates of any set of facts', () => {
    fc.assert(
      fc.property(retold, ({ told, again }) => {
        expect(known(again)).to.deep.equal(known(told));
        expect(endOf(known(again))).to.deep.equal(endOf(known(told)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('endOf', () => {
  it('is unknown while somebody is there', () => {
    expect(ending(joined(0), beat(10), seen(15))).to.equal(null);
  });

  it('takes a clean leave at the word of the media server', () => {
    expect(ending(joined(0), beat(50), left(60, 'disconnect'))).to.deep.equal({
      sec: 60,
      reason: 'left',
      source: 'webhook',
    });
  });

  it('ends a lost network at the last beat, not when the media server gave up', () => {
    expect(ending(joined(0), beat(40), left(60, 'networkDisconnect'))).to.deep.equal({
      sec: 40,
      reason: 'network-lost',
      source: 'webhook',
    });
  });

  it('takes off the grace of the media server when the page never beat', () => {
    expect(ending(joined(0), left(60, 'networkDisconnect'))?.sec).to.equal(50);
    expect(ending(joined(55), left(60, 'networkDisconnect'))?.sec).to.equal(55);
  });

  it('does not believe that beats which failed for a minute mean a minute of absence', () => {
    expect(ending(joined(0), beat(10), left(100, 'networkDisconnect'))?.sec).to.equal(75);
  });

  it('ends at once when the page says goodbye, and keeps that when the eviction comes', () => {
    const leave = { sec: 30, reason: 'left', source: 'page' };
    expect(ending(joined(0), beat(29), goodbye(30))).to.deep.equal(leave);
    expect(ending(joined(0), beat(29), goodbye(30), seen(38), left(40, 'networkDisconnect'))).to.deep.equal(
      leave,
    );
  });

  it('keeps a goodbye that overtook the last beat', () => {
    expect(ending(joined(0), goodbye(30), beat(30.5))?.sec).to.equal(30);
  });

  it('forgets a goodbye when the page beats on or is seen long after', () => {
    expect(ending(joined(0), goodbye(30), beat(33))).to.equal(null);
    expect(ending(joined(0), goodbye(30), seen(60))).to.equal(null);
    expect(ending(joined(0), goodbye(30), left(90, 'disconnect'))?.sec).to.equal(90);
  });

  it('says moved when a second device took the place', () => {
    expect(
      ending(
        joined(0),
        beat(59),
        closing(60, 'moved-to-another-device'),
        left(60.1, 'forceDisconnectByServer'),
      ),
    ).to.deep.equal({ sec: 60.1, reason: 'moved-to-another-device', source: 'webhook' });
    expect(ending(joined(0), beat(59), closing(60, 'moved-to-another-device'))?.source).to.equal('backend');
  });

  it('says lost, not moved, when the replaced page had long been silent', () => {
    expect(
      ending(
        joined(0),
        beat(50),
        closing(60, 'moved-to-another-device'),
        left(60, 'forceDisconnectByServer'),
      ),
    ).to.deep.equal({ sec: 50, reason: 'network-lost', source: 'webhook' });
  });

  it('says removed when a moderator or the server threw somebody out', () => {
    expect(ending(joined(0), left(9, 'forceDisconnectByUser'))?.reason).to.equal('removed');
    expect(ending(joined(0), left(9, 'forceDisconnectByServer'))?.reason).to.equal('removed');
  });

  it('closes what REST no longer shows at the last sign of life', () => {
    expect(ending(joined(0), seen(15), beat(22), gone(30))).to.deep.equal({
      sec: 22,
      reason: 'network-lost',
      source: 'rest',
    });
    expect(ending(joined(0), seen(15), gone(30))?.sec).to.equal(15);
  });

  it('blames the media server when the whole session is missing', () => {
    expect(ending(joined(0), beat(20), gone(30, true))?.reason).to.equal('media-failed');
  });

  it('lets the media server correct what REST seemed to show', () => {
    expect(ending(joined(0), beat(27), gone(30, true), left(28, 'disconnect'))).to.deep.equal({
      sec: 28,
      reason: 'left',
      source: 'webhook',
    });
  });

  it('never ends before it began', () => {
    fc.assert(
      fc.property(knowledge, (facts) => {
        const end = endOf(facts);
        if (end && facts.joinedAt !== null) expect(end.leftAt).to.be.at.least(facts.joinedAt);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('lastSignOfLife', () => {
  it('is the latest of joining, beating and being seen', () => {
    expect(lastSignOfLife(known([joined(0), beat(8), seen(5)]))).to.equal(at(8));
    expect(lastSignOfLife(known([left(3, 'disconnect')]))).to.equal(null);
  });
});

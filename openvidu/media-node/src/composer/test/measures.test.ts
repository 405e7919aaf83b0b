import { SOUND_RATE, beeps } from '@seodang/testing/clock/beep';
import { CLOCK_TURN_MS, clockApart, drawClock, readClock } from '@seodang/testing/clock/clock-code';
import { lipSync } from '@seodang/testing/clock/film';
import { expect } from 'chai';
import fc from 'fast-check';

const SIZE = { width: 90, height: 50 };
const AREA = { ...SIZE, x: 0, y: 0 };
/** A clock that turned once more than today's had when the measure was made, and one that turns while it is seen. */
const BEGINNINGS = [1_795_301_704_000, 20_800 * CLOCK_TURN_MS - 3_000];

describe('what films are measured by', () => {
  it('reads any time of day off a picture', () => {
    fc.assert(
      fc.property(fc.nat(15), fc.nat(CLOCK_TURN_MS * 3), (person, ms) => {
        const bytes = drawClock({ person, ms }, SIZE);
        expect(readClock({ ...SIZE, bytes }, AREA)).to.deep.equal({ person, ms: ms % CLOCK_TURN_MS });
      }),
    );
  });

  it('knows the nearer way round between two times', () => {
    expect(clockApart(10, CLOCK_TURN_MS - 10)).to.equal(20);
    expect(clockApart(CLOCK_TURN_MS - 10, 10)).to.equal(-20);
    expect(clockApart(7 * CLOCK_TURN_MS + 5, 3)).to.equal(2);
  });

  for (const beganAt of BEGINNINGS)
    it(`finds sound and picture of ${new Date(beganAt).toISOString()} as far apart as they are`, () => {
      const sound = new Float32Array(beeps(2, 6_000));
      const late = new Float32Array(sound.length);
      late.set(sound.subarray(0, -(SOUND_RATE * 40) / 1000), (SOUND_RATE * 40) / 1000);
      const readings = Array.from({ length: 150 }, (_, frame) => {
        const bytes = drawClock({ person: 2, ms: beganAt + frame * 40 }, SIZE);
        return { atMs: frame * 40, person: 2, ms: readClock({ ...SIZE, bytes }, AREA)?.ms ?? NaN };
      });
      const { offsetsMs, meanMs, worstMs } = lipSync(readings, late, 2);
      expect(offsetsMs).to.have.length.at.least(4);
      expect(meanMs).to.be.closeTo(40, 5);
      expect(worstMs).to.be.below(46);
    });
});

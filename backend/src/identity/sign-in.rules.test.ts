import { expect } from 'chai';
import { judge, refreshEndsAt, signInEndsAt } from './sign-in.rules.js';

const now = new Date('2026-11-21T09:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const DAY_MS = 24 * 3_600_000;

describe('judging a refresh token', () => {
  const fresh = { usedAt: null, expiresAt: after(1), sameDevice: true };
  const used = { usedAt: now, expiresAt: after(DAY_MS), sameDevice: true };

  it('uses one that is new and not too old', () => {
    expect(judge(fresh, now)).to.equal('use');
    expect(judge(fresh, after(1))).to.equal('expired');
  });

  it('does not mind the device of one that was not used yet', () => {
    expect(judge({ ...fresh, sameDevice: false }, now)).to.equal('use');
  });

  it('repeats the answer for ten seconds, to the same device only', () => {
    expect(judge(used, after(10_000))).to.equal('repeat');
    expect(judge(used, after(10_001))).to.equal('stolen');
    expect(judge({ ...used, sameDevice: false }, after(1))).to.equal('stolen');
  });
});

describe('the life of a sign-in', () => {
  it('is fourteen idle days, and ninety in all', () => {
    expect(refreshEndsAt(now, signInEndsAt(now))).to.deep.equal(after(14 * DAY_MS));
    expect(refreshEndsAt(now, after(3 * DAY_MS))).to.deep.equal(after(3 * DAY_MS));
    expect(signInEndsAt(now)).to.deep.equal(after(90 * DAY_MS));
  });
});

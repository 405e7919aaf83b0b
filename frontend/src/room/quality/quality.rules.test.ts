import { expect } from 'chai';
import type { Traffic } from '../media/media-port.js';
import { gradeOf, linkBetween, type Link } from './quality.rules.js';

const none = { packets: 0, lost: 0, bytes: 0 };
const traffic = (more: Partial<Traffic> = {}): Traffic => {
  return { up: none, down: none, rttMs: null, mayKbps: null, limitedBy: null, ...more };
};
const fine: Link = {
  rttMs: 40,
  lossUp: 0,
  lossDown: 0,
  upKbps: 600,
  downKbps: 900,
  mayKbps: 2_000,
  limitedBy: null,
};

describe('linkBetween', () => {
  it('gives shares and rates of the time between', () => {
    const before = traffic({ up: { packets: 100, lost: 0, bytes: 1_000 } });
    const after = traffic({
      up: { packets: 200, lost: 5, bytes: 251_000 },
      down: { packets: 90, lost: 10, bytes: 0 },
    });
    expect(linkBetween(before, after, 2)).to.deep.include({ lossUp: 0.05, lossDown: 0.1, upKbps: 1_000 });
  });

  it('counts from zero after a reconnect, and divides by nothing', () => {
    const before = traffic({ down: { packets: 5_000, lost: 100, bytes: 1 } });
    const after = traffic({ down: { packets: 50, lost: 0, bytes: 0 } });
    expect(linkBetween(before, after, 2)).to.deep.include({ lossDown: 0, lossUp: 0 });
  });
});

describe('gradeOf', () => {
  it('gives all bars to a good line', () => {
    expect(gradeOf(fine)).to.deep.equal({ bars: 4, trouble: null });
  });

  it('names what holds the bars down', () => {
    expect(gradeOf({ ...fine, rttMs: 400 })).to.deep.equal({ bars: 2, trouble: 'delay' });
    expect(gradeOf({ ...fine, lossDown: 0.2 })).to.deep.equal({ bars: 1, trouble: 'download' });
    expect(gradeOf({ ...fine, limitedBy: 'bandwidth', mayKbps: 100 })).to.deep.equal({
      bars: 2,
      trouble: 'upload',
    });
  });

  it('takes the worst of several', () => {
    expect(gradeOf({ ...fine, rttMs: 200, lossUp: 0.06 })).to.deep.equal({ bars: 2, trouble: 'upload' });
  });
});

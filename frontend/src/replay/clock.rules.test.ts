import { expect } from 'chai';
import fc from 'fast-check';
import { clockMs, clockText } from './clock.rules.js';

describe('clockText', () => {
  it('leaves out hours that are none, and fills up all but the first part', () => {
    expect(clockText(0)).to.equal('0:00');
    expect(clockText(5_999)).to.equal('0:05');
    expect(clockText(754_000)).to.equal('12:34');
    expect(clockText(3_723_000)).to.equal('1:02:03');
    expect(clockText(-1)).to.equal('0:00');
  });
});

describe('clockMs', () => {
  it('reads what people type', () => {
    expect(clockMs('12:34')).to.equal(754_000);
    expect(clockMs(' 1:02:03 ')).to.equal(3_723_000);
    expect(clockMs('90')).to.equal(90_000);
    expect(clockMs('0:01.5')).to.equal(1_500);
  });

  it('takes nothing else', () => {
    for (const text of ['', 'abc', '1:60', '1:75:00', '-1', '1:2:3:4'])
      expect(clockMs(text), text).to.equal(null);
  });

  it('reads back what is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 * 3600 }), (sec) => {
        expect(clockMs(clockText(sec * 1000))).to.equal(sec * 1000);
      }),
    );
  });
});

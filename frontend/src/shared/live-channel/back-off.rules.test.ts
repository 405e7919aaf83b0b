import { expect } from 'chai';
import fc from 'fast-check';
import { reconnectDelayMs } from './back-off.rules.js';

describe('reconnectDelayMs', () => {
  it('is spread over a bound that doubles up to half a minute', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.double({ min: 0, max: 0.999999, noNaN: true }), (failures, random) => {
        const delay = reconnectDelayMs(failures, random);
        expect(delay).to.be.within(0, Math.min(30_000, 1000 * 2 ** failures));
      }),
    );
    expect(reconnectDelayMs(0, 0.5)).to.equal(500);
    expect(reconnectDelayMs(10, 0.5)).to.equal(15_000);
  });
});

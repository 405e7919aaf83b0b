import { expect } from 'chai';
import { clockText } from './clock.rules.js';

describe('clockText', () => {
  it('shows minutes, and hours once there are any', () => {
    expect(clockText(5_999)).to.equal('0:05');
    expect(clockText(3_729_000)).to.equal('1:02:09');
  });

  it('does not run backwards when the server is ahead', () => {
    expect(clockText(-4_000)).to.equal('0:00');
  });
});

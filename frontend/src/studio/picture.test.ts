import { expect } from 'chai';
import { troubleOf } from './picture.js';

const MIB = 1024 * 1024;

describe('troubleOf', () => {
  it('takes pictures of up to eight megabytes', () => {
    expect(troubleOf({ type: 'image/png', size: 8 * MIB })).to.equal(null);
    expect(troubleOf({ type: 'image/avif', size: 1 })).to.equal(null);
  });

  it('says what is wrong with others', () => {
    expect(troubleOf({ type: 'image/jpeg', size: 8 * MIB + 1 })).to.equal('size');
    expect(troubleOf({ type: 'image/svg+xml', size: 10 })).to.equal('type');
    expect(troubleOf({ type: 'image/png', size: 0 })).to.equal('empty');
  });
});

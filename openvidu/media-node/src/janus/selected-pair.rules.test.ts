import { expect } from 'chai';
import { selectedPair } from './selected-pair.rules.js';

describe('selectedPair', () => {
  it('reads both sides as candidates', () => {
    expect(selectedPair('127.0.0.100:26860 [host,udp] <-> fe80::1:51333 [prflx,udp]')).to.deep.equal({
      local: 'candidate:0 1 udp 0 127.0.0.100 26860 typ host',
      remote: 'candidate:0 1 udp 0 fe80::1 51333 typ prflx',
    });
  });

  it('knows when there is no pair', () => {
    expect(selectedPair('')).to.deep.equal({ local: null, remote: null });
  });
});

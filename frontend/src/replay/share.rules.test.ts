import { expect } from 'chai';
import { shareAddress } from './share.rules.js';

describe('shareAddress', () => {
  const place = { path: '/replay/r1', query: { key: 'secret', t: '3', other: 'x' } };

  it('names the second one is at, and keeps the secret of a shared link', () => {
    expect(shareAddress('https://s.example', place, 75)).to.equal(
      'https://s.example/replay/r1?key=secret&t=75',
    );
    expect(shareAddress('https://s.example', { ...place, query: {} }, 2)).to.equal(
      'https://s.example/replay/r1',
    );
  });
});

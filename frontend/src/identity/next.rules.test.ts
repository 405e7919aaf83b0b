import { expect } from 'chai';
import { safeNext } from './next.rules.js';

describe('safeNext', () => {
  it('leads back to a page of ours', () => {
    expect(safeNext('/lessons/1/room?x=1')).to.equal('/lessons/1/room?x=1');
  });

  for (const evil of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a\\b',
    '/\t/evil',
    '',
    undefined,
    ['/x'],
  ]) {
    it(`does not follow ${JSON.stringify(evil)}`, () => {
      expect(safeNext(evil)).to.equal('/lessons');
    });
  }
});

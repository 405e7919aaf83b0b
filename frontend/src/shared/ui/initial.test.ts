import { expect } from 'chai';
import { initialOf } from './initial.js';

describe('initialOf', () => {
  for (const [name, letter] of [
    ['김영준', '영'],
    ['한별', '별'],
    ['Anna Weber', 'A'],
    ['ömer', 'Ö'],
    [' 서당 운영팀 ', '서'],
    ['', '?'],
  ] as const) {
    it(`is ${letter} for "${name}"`, () => {
      expect(initialOf(name)).to.equal(letter);
    });
  }
});

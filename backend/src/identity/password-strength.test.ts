import { expect } from 'chai';
import { isGuessable } from './password-strength.js';

describe('isGuessable', () => {
  const known = ['haneul.lee@school.example', '이하늘'];

  it('knows the common ones, keyboards, rows and repetitions', () => {
    for (const password of [
      'password12',
      'P@ssw0rd123',
      'qwertyuiop',
      '1234567890',
      'aaaaaaaaaaaa',
      'abcdefghij',
      'iloveyou2024',
      'seodang2026',
    ]) {
      expect(isGuessable(password, known), password).to.equal(true);
    }
  });

  it('knows what everybody knows of its owner', () => {
    expect(isGuessable('haneul.lee@school.example', known)).to.equal(true);
    expect(isGuessable('haneul2026', known)).to.equal(true);
  });

  it('takes passphrases in any script, and chance', () => {
    for (const password of [
      '붓과먹그리고종이한장',
      'copper teapot sings at dawn',
      'kX9#vLq2!mZp',
      'なつくさやつはものども',
    ]) {
      expect(isGuessable(password, known), password).to.equal(false);
    }
  });

  it('does not take long, whatever it is given', () => {
    const startedAt = performance.now();
    isGuessable('1qaz2wsx'.repeat(32), known);
    isGuessable('aA1!'.repeat(64), known);
    expect(performance.now() - startedAt).to.be.lessThan(2_000);
  });
});

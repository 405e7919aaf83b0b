import { expect } from 'chai';
import { wordsOf } from './search.rules.js';

describe('wordsOf', () => {
  it('takes a search apart at any space, and each word once', () => {
    expect(wordsOf(' 붓글씨  ink\tpaper ink ')).to.deep.equal(['붓글씨', 'ink', 'paper']);
    expect(wordsOf('   ')).to.deep.equal([]);
  });

  it('puts Hangul together that some keyboards send in pieces', () => {
    expect(wordsOf('서예'.normalize('NFD'))).to.deep.equal(['서예']);
  });

  it('looks for eight words at most', () => {
    expect(wordsOf('a b c d e f g h i j')).to.have.length(8);
  });
});

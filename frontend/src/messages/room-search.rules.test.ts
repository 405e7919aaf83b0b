import { expect } from 'chai';
import { nameHolds } from './room-search.rules.js';

describe('nameHolds', () => {
  it('finds a part of a name, in any case and composition', () => {
    expect(nameHolds('English with Tea', 'TEA')).to.equal(true);
    expect(nameHolds('한글 서예 입문', '서예'.normalize('NFD'))).to.equal(true);
    expect(nameHolds('한글 서예 입문', '꽃')).to.equal(false);
  });

  it('finds Korean names by their first consonants', () => {
    expect(nameHolds('한글 서예 입문', 'ㅅㅇ')).to.equal(true);
    expect(nameHolds('한글 서예 입문', 'ㄱ ㅅ')).to.equal(true);
    expect(nameHolds('한글 서예 입문', 'ㅊ')).to.equal(false);
  });

  it('finds everything while nothing is typed', () => {
    expect(nameHolds('서예', ' ')).to.equal(true);
  });
});

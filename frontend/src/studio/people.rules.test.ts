import { expect } from 'chai';
import { named } from './people.rules.js';

describe('named', () => {
  const people = ['김규현', '이하늘', 'Chloé Martin', 'Lukas Brandt'].map((name) => ({ name }));
  const found = (typed: string) => named(people, typed).map(({ name }) => name);

  it('finds a part of a name, in any case', () => {
    expect(found('규현')).to.deep.equal(['김규현']);
    expect(found('MARTIN')).to.deep.equal(['Chloé Martin']);
    expect(found('ukas b')).to.deep.equal(['Lukas Brandt']);
  });

  it('finds names by the first consonants of their syllables', () => {
    expect(found('ㄱㄱㅎ')).to.deep.equal(['김규현']);
    expect(found('ㅎ')).to.deep.equal(['김규현', '이하늘']);
  });

  it('finds letters that were typed in parts', () => {
    expect(found('chloe\u0301')).to.deep.equal(['Chloé Martin']);
  });

  it('gives everybody while nothing is typed, and nobody for who is not there', () => {
    expect(found(' ')).to.have.length(4);
    expect(found('박')).to.deep.equal([]);
  });
});

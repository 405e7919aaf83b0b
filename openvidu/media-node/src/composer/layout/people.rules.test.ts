import { expect } from 'chai';
import { initialOf, nameOf } from './people.rules.js';

describe("a person's name", () => {
  const name = (serverData: string, clientData = '') => nameOf({ serverData, clientData });

  it('is what the server says before what the client says', () => {
    expect(name('{"name":"김서연"}', '{"clientData":"Ann"}')).to.equal('김서연');
    expect(name('', '{"clientData":"Ann"}')).to.equal('Ann');
    expect(name('', 'Ann')).to.equal('Ann');
    expect(name('{"userId":7}', 'Ann')).to.equal('Ann');
    expect(name('', '')).to.equal('');
  });

  it('is printable and not endless', () => {
    expect(name('', 'a\u0000b\n\u202Ec')).to.equal('a b c');
    expect(name('', 'x'.repeat(500))).to.have.length(40);
  });

  it('gives the letter of its card', () => {
    expect(['김서연', 'ann', '', '👩‍🏫 Ann'].map(initialOf)).to.deep.equal(['서', 'A', '·', '👩‍🏫']);
  });
});

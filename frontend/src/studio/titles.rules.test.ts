import { expect } from 'chai';
import { titlesFor } from './titles.rules.js';

describe('titlesFor', () => {
  it('counts the number in a title up', () => {
    expect(titlesFor('3강. 가로획', 3)).to.deep.equal(['3강. 가로획', '4강. 가로획', '5강. 가로획']);
    expect(titlesFor('Week 9: 2 voices', 2)).to.deep.equal(['Week 9: 2 voices', 'Week 10: 2 voices']);
  });

  it('gives titles without a number one each, and does not count up a year', () => {
    expect(titlesFor('말문 트기', 2)).to.deep.equal(['말문 트기 1', '말문 트기 2']);
    expect(titlesFor('2026 봄', 2)).to.deep.equal(['2026 봄 1', '2026 봄 2']);
  });

  it('writes numbers as long as they were, and leaves those amid letters alone', () => {
    expect(titlesFor('Part 09', 2)).to.deep.equal(['Part 09', 'Part 10']);
    expect(titlesFor('MP3로 듣기', 2)).to.deep.equal(['MP3로 듣기 1', 'MP3로 듣기 2']);
  });

  it('leaves the title of a single lesson alone', () => {
    expect(titlesFor('말문 트기', 1)).to.deep.equal(['말문 트기']);
    expect(titlesFor('첫 획 b07a', 1)).to.deep.equal(['첫 획 b07a']);
    expect(titlesFor('007', 1)).to.deep.equal(['007']);
  });

  it('leaves room for the number of a long title', () => {
    const [first, last] = [titlesFor('가'.repeat(120), 12)[0], titlesFor('가'.repeat(120), 12)[11]];
    expect(first).to.have.lengthOf(120).and.to.match(/ 1$/);
    expect(last).to.have.lengthOf(120).and.to.match(/ 12$/);
  });
});

import { UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { newId } from '@seodang/server-kit/ids';
import { excerptOf, withReaction } from './message.rules.js';
import { patternOf, tokensOf } from './search.rules.js';

describe('an excerpt', () => {
  it('is on one line and never half a character', () => {
    expect(excerptOf('a\n\n b')).to.equal('a b');
    const many = '👩‍🏫'.repeat(200);
    const excerpt = excerptOf(many);
    expect(Array.from(excerpt).length).to.equal(120);
    expect(excerptOf(`${' '.repeat(479)}👍`)).to.equal(' …');
    expect(excerptOf('가'.repeat(120))).to.equal('가'.repeat(120));
  });
});

describe('reactions', () => {
  const [a, b] = [newId(UserId), newId(UserId)];

  it('hold each person once an emoji, in the order in which they came', () => {
    let reactions = withReaction([], { emoji: '👍', userId: a, isOn: true });
    reactions = withReaction(reactions, { emoji: '👍', userId: b, isOn: true });
    expect(withReaction(reactions, { emoji: '👍', userId: a, isOn: true })).to.equal(reactions);
    expect(reactions).to.deep.equal([{ emoji: '👍', userIds: [a, b] }]);
    reactions = withReaction(reactions, { emoji: '👍', userId: a, isOn: false });
    expect(withReaction(reactions, { emoji: '👍', userId: b, isOn: false })).to.deep.equal([]);
  });

  it('are bounded', () => {
    const full = Array.from({ length: 20 }, (_, at) => ({ emoji: String(at), userIds: [a] }));
    expect(withReaction(full, { emoji: 'one more', userId: a, isOn: true })).to.equal(full);
    const crowd = [{ emoji: '👍', userIds: Array.from({ length: 200 }, () => newId(UserId)) }];
    expect(withReaction(crowd, { emoji: '👍', userId: a, isOn: true })).to.equal(crowd);
  });
});

describe('what a text is found by', () => {
  it('is each pair of neighbours of its words, once', () => {
    expect(tokensOf('학교에 Go go 나')).to.deep.equal(['학교', '교에', 'go']);
    expect(tokensOf('가')).to.deep.equal([]);
    expect(tokensOf('한글'.normalize('NFD'))).to.deep.equal(['한글']);
  });

  it('matches as it stands, whatever signs are in it', () => {
    expect(patternOf('a.b').test('axb')).to.equal(false);
    expect(patternOf('(a|b)*').test('x (A|B)* y')).to.equal(true);
    expect(patternOf('안녕 하').test('안녕\n  하세요')).to.equal(true);
  });
});

import { readFileSync } from 'node:fs';
import { Emoji } from '@seodang/contracts/chat';
import { expect } from 'chai';
import { COLUMNS, found, moved, sectionsOf, withRecent, type NamedEmoji } from './emoji.rules.js';

const read = (language: 'ko' | 'en') =>
  JSON.parse(
    readFileSync(new URL(import.meta.resolve(`emojibase-data/${language}/data.json`)), 'utf8'),
  ) as NamedEmoji[];
const emojis = { ko: read('ko'), en: read('en') };
const first = (language: 'ko' | 'en', words: string) =>
  found(emojis[language], words)[0]
    ?.emojis.slice(0, 12)
    .map(({ emoji }) => emoji);

describe('all emojis', () => {
  it('stand in their groups, those used last before them, and each is one that the server takes', () => {
    const sections = sectionsOf(emojis.ko, ['🦊', 'gone']);
    expect(sections.map(({ name }) => name).slice(0, 3)).to.deep.equal(['recent', 'smileys', 'people']);
    expect(sections[0]?.emojis.map(({ emoji }) => emoji)).to.deep.equal(['🦊']);
    const all = sections.flatMap(({ emojis: some }) => some);
    expect(all.length).to.be.greaterThan(1_700);
    const refused = all.filter(({ emoji }) => !Emoji.safeParse(emoji).success);
    expect(refused.map(({ emoji }) => emoji)).to.deep.equal([]);
    expect(sectionsOf(emojis.en, [])[0]?.name).to.equal('smileys');
  });

  it('are found by name and by other words, in both languages, or by themselves', () => {
    expect(first('ko', '여우')?.[0]).to.equal('🦊');
    expect(first('en', 'fox')?.[0]).to.equal('🦊');
    expect(first('ko', '안녕')).to.include('👋');
    expect(first('en', 'Hello')).to.include('👋');
    expect(first('en', 'cat heart')).to.include('😻');
    expect(first('ko', '🦊')).to.deep.equal(['🦊']);
    expect(first('ko', '없는말이에요')).to.deep.equal([]);
  });

  it('are walked by arrows, over the ends of groups', () => {
    const some = (count: number) => emojis.en.slice(30, 30 + count);
    const sections = [
      { name: 'smileys', emojis: some(COLUMNS + 2) },
      { name: 'people', emojis: some(3) },
    ] as const;
    expect(moved(sections, null, 'ArrowDown')).to.equal(0);
    expect(moved(sections, null, 'ArrowLeft'), 'the caret of the field').to.equal(null);
    expect(moved(sections, 0, 'a')).to.equal(null);
    expect(moved(sections, 0, 'ArrowLeft')).to.equal(0);
    expect(moved(sections, 5, 'ArrowDown'), 'a shorter row').to.equal(COLUMNS + 1);
    expect(moved(sections, COLUMNS + 1, 'ArrowDown'), 'the next group').to.equal(COLUMNS + 3);
    expect(moved(sections, COLUMNS + 4, 'ArrowDown'), 'the end').to.equal(COLUMNS + 4);
    expect(moved(sections, COLUMNS + 4, 'ArrowRight')).to.equal(COLUMNS + 4);
    expect(moved(sections, COLUMNS + 3, 'ArrowUp')).to.equal(COLUMNS + 1);
    expect(moved([{ name: 'found', emojis: [] }], null, 'ArrowDown')).to.equal(null);
  });

  it('that were used last are each remembered once, the latest first', () => {
    expect(withRecent(['👍', '🦊'], '🦊')).to.deep.equal(['🦊', '👍']);
    expect(
      withRecent(
        Array.from({ length: 16 }, (_, n) => String(n)),
        'x',
      ),
    ).to.have.length(16);
  });
});

import { expect } from 'chai';
import { notesFile } from './notes-file.rules.js';

describe('notesFile', () => {
  it('has each note with its place and a way there, in their order', () => {
    const notes = [
      { atMs: 75_000, note: '' },
      { atMs: 12_000, note: '붓끝을 세우기\n*천천히*' },
    ];
    const of = {
      title: '3강. 획의 시작과 끝',
      course: '한글 서예 입문 · 김규현',
      bare: '책갈피',
      clockOf: (atMs: number) => `0:${atMs / 1000}`,
      addressOf: (atMs: number) => `http://x/replay/1?t=${atMs / 1000}`,
    };
    expect(notesFile(notes, of)).to.equal(
      [
        '# 3강. 획의 시작과 끝',
        '',
        '한글 서예 입문 · 김규현',
        '',
        '- [0:12](http://x/replay/1?t=12) 붓끝을 세우기',
        '  *천천히*',
        '- [0:75](http://x/replay/1?t=75) 책갈피',
        '',
      ].join('\n'),
    );
  });
});

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { follow, readable, tailOf } from './log-lines.js';

describe('log lines', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seodang-logs-'));
    file = join(folder, 'part.log');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('reads JSON as words, whichever way levels and times are written', () => {
    const words =
      '{"level":"warn","time":"2026-11-21T07:29:21.067Z","service":"api","msg":"slow","tookMs":9}';
    expect(readable(words)).to.equal('07:29:21.067 warn slow {"tookMs":9}');
    expect(readable('{"level":30,"time":1795246161067,"msg":"up"}')).to.equal('07:29:21.067 info up');
  });

  it('leaves other lines alone', () => {
    for (const line of ['[Note] ready', '{broken', '{"a":1}', '']) expect(readable(line)).to.equal(line);
  });

  it('gives the last lines of a file, none of one that is not there', () => {
    expect(tailOf(file, 2)).to.deep.equal([]);
    writeFileSync(file, 'a\nb\nc\n');
    expect(tailOf(file, 2)).to.deep.equal(['b', 'c']);
  });

  it('follows whole lines, over a rotation too', () => {
    writeFileSync(file, 'before\n');
    const read = follow(file, { fromEnd: true });
    appendFileSync(file, 'one\ntw');
    expect(read()).to.deep.equal(['one']);
    appendFileSync(file, 'o\n');
    expect(read()).to.deep.equal(['two']);
    writeFileSync(file, 'new\n');
    expect(read()).to.deep.equal(['new']);
  });
});

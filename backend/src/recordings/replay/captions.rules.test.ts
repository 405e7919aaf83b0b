import { MOST_CAPTIONS_BYTES } from '@seodang/contracts/replay';
import { expect } from 'chai';
import fc from 'fast-check';
import { clock, languageName, readCaptions, writeCaptions } from './captions.rules.js';

describe('captions', () => {
  const vtt =
    'WEBVTT\n\nNOTE nothing\n\nSTYLE\n::cue { color: red }\n\n1\n00:01.000 --> 00:03.500 align:start\n안녕하세요 <b>여러분</b>\n\n00:00:04.000 --> 00:00:05.000\n<script>alert(1)</script>&lt;x\n';
  const srt =
    '\uFEFF1\r\n00:00:01,000 --> 00:00:03,500\r\nHello\r\nthere\r\n\r\n2\r\n00:00:04,000 --> 00:00:05,000\r\nBye --> bye\r\n';

  it('are read from WebVTT and SRT, without what does not belong there', () => {
    expect(readCaptions(vtt)).to.deep.equal([
      { startMs: 1000, endMs: 3500, text: '안녕하세요 <b>여러분</b>' },
      { startMs: 4000, endMs: 5000, text: 'alert(1)&lt;x' },
    ]);
    expect(readCaptions(srt)).to.deep.equal([
      { startMs: 1000, endMs: 3500, text: 'Hello\nthere' },
      { startMs: 4000, endMs: 5000, text: 'Bye -> bye' },
    ]);
  });

  it('are none where there are no times', () => {
    for (const file of ['', 'WEBVTT\n', 'hello', '{"a":1}', '00:00:05.000 --> 00:00:01.000\nbackwards'])
      expect(readCaptions(file), file).to.equal(null);
  });

  it('begin with what is shown after trimming', () => {
    const cues = readCaptions(srt) ?? [];
    expect(writeCaptions(cues, { startMs: 2_000, endMs: 4_500 })).to.equal(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHello\nthere\n\n00:00:02.000 --> 00:00:02.500\nBye -> bye\n',
    );
    expect(readCaptions(writeCaptions(cues, { startMs: 0, endMs: 10_000 }))).to.deep.equal(cues);
  });
  it('are read of all the ways in which times are written', () => {
    const times = (line: string) =>
      readCaptions(`${line}\ntext`)?.map(({ startMs, endMs }) => [startMs, endMs]);
    expect(times('00:01.5 --> 00:02.25')).to.deep.equal([[1_500, 2_250]]);
    expect(times('1:00:01,000 --> 100:00:00,000')).to.deep.equal([[3_601_000, 360_000_000]]);
    expect(times('WEBVTT\n00:01.000 --> 00:02.000')).to.deep.equal([[1_000, 2_000]]);
    expect(times('  00:01.000\t-->  00:02.000 position:10%')).to.deep.equal([[1_000, 2_000]]);
    expect(times('00:01.000-->00:02.000'), 'without spaces').to.equal(undefined);
    expect(times('00:01.000 --> 00:02.000x'), 'more behind').to.equal(undefined);
  });

  it('stand in the order of their times', () => {
    const file = '00:05.000 --> 00:06.000\nlater\n\n00:01.000 --> 00:02.000\nsooner';
    expect(readCaptions(file)?.map(({ text }) => text)).to.deep.equal(['sooner', 'later']);
  });

  it('leave out notes, styles and regions, also those that hold times', () => {
    for (const word of ['NOTE', 'STYLE', 'REGION'])
      expect(readCaptions(`${word}\n00:01.000 --> 00:02.000\ntext`), word).to.equal(null);
    expect(
      readCaptions('1\n00:01.000 --> 00:02.000\n \n\n2\n00:03.000 --> 00:04.000\n<i></i><x>\n'),
    ).to.deep.equal([{ startMs: 3_000, endMs: 4_000, text: '<i></i>' }]);
  });

  it('show a sign that is no tag, and never a tag over two lines', () => {
    expect(textOf('2 < 3')).to.equal('2 &lt; 3');
    expect(textOf('<script\nsrc=x>now')).to.equal('&lt;script\nsrc=x>now');
    expect(textOf('<scr<b>ipt>now</b>')).to.equal('ipt>now</b>');
    expect(textOf('<v.loud 훈장>네</v> <00:01.500>뒤')).to.equal('<v.loud 훈장>네</v> <00:01.500>뒤');
  });

  it('hold no arrow, however long one is drawn', () => {
    for (const arrow of ['-->', '--->', '-------->', '--<x>>'])
      expect(textOf(`a ${arrow} b`), arrow).to.equal('a -> b');
  });

  it('are cut to what can be shown, and none when there are too many', () => {
    expect(textOf('가'.repeat(3_000))).to.have.length(2_000);
    const cue = '00:01.000 --> 00:02.000\nx\n\n';
    expect(readCaptions(cue.repeat(20_000))).to.have.length(20_000);
    expect(readCaptions(cue.repeat(20_001))).to.equal(null);
  });

  it('are read in a moment, whatever is uploaded', function () {
    this.timeout(5_000);
    const times = '00:01.000 --> 00:02.000';
    for (const letter of ['<', '-', ' ', '\n', '\n ', '<b', `${times} `, '00:01.000 ', '<b>'])
      readCaptions(`${times}\n${letter.repeat(MOST_CAPTIONS_BYTES / letter.length)}`);
  });

  it('read as the same again after they were written, whatever is uploaded', () => {
    const pieces = [
      '<',
      '>',
      '-',
      '-->',
      '\n',
      '\r',
      '\n\n',
      '<b>',
      '</b>',
      '<x ',
      '&lt;',
      'NOTE',
      '1',
      ' ',
      '가',
    ];
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((some) => some.join(''));
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), (each) => {
        const file = each.map((text, nth) => `00:0${nth}.000 --> 00:09.000\n${text}`).join('\n\n');
        const cues = readCaptions(file);
        if (cues === null) return;
        expect(readCaptions(writeCaptions(cues, { startMs: 0, endMs: 9_000 }))).to.deep.equal(cues);
      }),
    );
  });

  it('are of no moment that was cut off', () => {
    const cues = [{ startMs: 1_000, endMs: 3_000, text: 'x' }];
    expect(writeCaptions(cues, { startMs: 3_000, endMs: 9_000 })).to.equal('WEBVTT\n');
    expect(writeCaptions(cues, { startMs: 0, endMs: 1_000 })).to.equal('WEBVTT\n');
  });
});

describe('the clock of captions', () => {
  it('has hours, and as many as there are', () => {
    expect(clock(0)).to.equal('00:00:00.000');
    expect(clock(3_723_004)).to.equal('01:02:03.004');
    expect(clock(359_999_999.6)).to.equal('100:00:00.000');
    expect(clock(-5)).to.equal('00:00:00.000');
  });
});

describe('the name of a language', () => {
  it('is in its own words', () => {
    expect(['ko', 'en', 'de', 'zh-Hant'].map(languageName)).to.deep.equal([
      '한국어',
      'English',
      'Deutsch',
      '繁體中文',
    ]);
  });

  it('is its code when it has none', () => {
    expect(languageName('qaa')).to.equal('qaa');
  });
});

/** What is kept of the text of a cue. */
function textOf(text: string): string | undefined {
  return readCaptions(`00:01.000 --> 00:02.000\n${text}`)?.[0]?.text;
}

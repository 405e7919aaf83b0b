import { expect } from 'chai';
import { cueLines } from './cue.rules.js';
import { linksOf, pathOf } from './fresh-links.rules.js';
import { thumbnailAt, thumbnailsOf } from './thumbnails.rules.js';

const HOST = 'https://seodang.example';

describe('linksOf', () => {
  it('finds segments, the beginning of the file and other playlists, by path', () => {
    const playlist = [
      '#EXTM3U',
      '#EXT-X-MAP:URI="init.mp4?e=1&s=a"',
      '#EXTINF:4.0,',
      'seg-1.m4s?e=1&s=b',
      '',
      '#EXTINF:4.0,',
      '/media/x/seg-2.m4s?e=1&s=c',
    ].join('\r\n');
    expect([...linksOf(playlist, `${HOST}/media/x/720p.m3u8?e=0`)]).to.deep.equal([
      [`${HOST}/media/x/init.mp4`, `${HOST}/media/x/init.mp4?e=1&s=a`],
      [`${HOST}/media/x/seg-1.m4s`, `${HOST}/media/x/seg-1.m4s?e=1&s=b`],
      [`${HOST}/media/x/seg-2.m4s`, `${HOST}/media/x/seg-2.m4s?e=1&s=c`],
    ]);
  });

  it('knows a file by its path whatever its signature', () => {
    expect(pathOf(`${HOST}/a/b.m4s?e=1`)).to.equal(pathOf(`${HOST}/a/b.m4s?e=2&s=z`));
  });
});

describe('thumbnailsOf', () => {
  const file = [
    'WEBVTT',
    '',
    '00:00.000 --> 00:10.000',
    'sprite-0.webp?s=a#xywh=0,0,160,90',
    '',
    '2',
    '00:00:10.000 --> 01:00:20.500',
    'sprite-0.webp?s=a#xywh=160,0,160,90',
    '',
    'NOTE nothing here',
  ].join('\n');
  const found = thumbnailsOf(file, `${HOST}/media/x/thumbnails.vtt`);

  it('reads pieces of pictures with their times', () => {
    expect(found).to.have.length(2);
    expect(found[1]).to.deep.include({ fromMs: 10_000, toMs: 3_620_500, x: 160, width: 160, height: 90 });
    expect(found[0]?.image).to.equal(`${HOST}/media/x/sprite-0.webp?s=a`);
  });

  it('gives the one of a moment', () => {
    expect(thumbnailAt(found, 9_999)?.x).to.equal(0);
    expect(thumbnailAt(found, 10_000)?.x).to.equal(160);
    expect(thumbnailAt(found, 3_620_600)?.x).to.equal(160);
    expect(thumbnailAt(found, 9_999_999)).to.equal(null);
    const [, second] = found;
    expect(thumbnailAt(second ? [second] : [], 9_999), 'where a sheet is left out').to.equal(null);
    expect(thumbnailAt([], 0)).to.equal(null);
  });
});

describe('cueLines', () => {
  it('are text without marks', () => {
    expect(cueLines('<v 김규현>획 끝에서\n<i>붓을</i> &lt;천천히&gt;\n')).to.deep.equal([
      '획 끝에서',
      '붓을 <천천히>',
    ]);
  });
});

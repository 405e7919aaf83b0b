import { RecordingId, UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import fc from 'fast-check';
import { LINK_SEC, MediaLinks } from './links.js';
import { mediaPath, readMediaPath } from './media-paths.js';
import { masterPlaylist, mediaPlaylist, segmentsIn, type Track } from './playlist.rules.js';
import {
  MOST_KEPT,
  rangesFromText,
  rangesToText,
  watchedMs,
  watchedPercent,
  withWatched,
} from './progress.rules.js';
import { guestWith, viewerFromText, viewerToText } from './viewer.js';

const ID = RecordingId.parse('019a0000-0000-7000-8000-000000000001');
const PERSON = {
  kind: 'person',
  userId: UserId.parse('019a0000-0000-7000-8000-000000000002'),
  signInId: '019a0000-0000-7000-8000-000000000003',
} as const;

describe('links of media', () => {
  let at = Date.parse('2026-11-21T09:00:00.000Z');
  const now = () => new Date(at);
  const links = new MediaLinks({ secrets: ['first', 'second'], now });
  const tokenOf = (link: string) => link.split('?t=')[1] ?? '';
  const path = mediaPath(ID, '1/720p/00001.m4s');

  it('are good for one path, one viewer and ten minutes', () => {
    const token = tokenOf(links.sign(path, PERSON));
    expect(links.read(path, token)).to.deep.equal(PERSON);
    expect(links.read(path.replace('00001', '00002'), token)).to.equal(null);
    expect(links.read(mediaPath(RecordingId.parse(PERSON.signInId), '1/720p/00001.m4s'), token)).to.equal(
      null,
    );
    at += LINK_SEC * 1000 - 1;
    expect(links.read(path, token)).to.deep.equal(PERSON);
    at += 1;
    expect(links.read(path, token)).to.equal(null);
  });

  it('are nothing when a single character is another one', () => {
    const token = tokenOf(links.sign(path, PERSON));
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom('a', 'B', '0', '-', '_', '~', '.'),
        (place, letter) => {
          const forged = token.slice(0, place) + letter + token.slice(place + 1);
          if (forged === token) return;
          const read = links.read(path, forged);
          // The last letter of the signature carries bits that are not part of it.
          if (place === token.length - 1 && read !== null) expect(read).to.deep.equal(PERSON);
          else expect(read).to.equal(null);
        },
      ),
    );
    for (const text of ['', '.', 'a.b.c', 'x'.repeat(5000)]) expect(links.read(path, text)).to.equal(null);
  });

  it('outlive a change of the key by their own time', () => {
    const old = new MediaLinks({ secrets: ['second'], now });
    const token = tokenOf(old.sign(path, guestWith('a'.repeat(22))));
    expect(links.read(path, token)).to.deep.equal(guestWith('a'.repeat(22)));
    expect(new MediaLinks({ secrets: ['third'], now }).read(path, token)).to.equal(null);
  });

  it('name their viewer in one way only', () => {
    expect(viewerFromText(viewerToText(PERSON))).to.deep.equal(PERSON);
    for (const text of ['', 'g', 'g~', '~x', 'me~x', PERSON.userId, `${PERSON.userId}~a~b`, 'g~a/b'])
      expect(viewerFromText(text), text).to.equal(null);
  });

  it('lead to files of a recording and nowhere else', () => {
    for (const rest of [
      '1/index.m3u8',
      '1/720p/index.m3u8',
      '1/audio/init.mp4',
      '2/pictures/sprite-001.jpg',
      'captions/ko.vtt',
    ])
      expect(readMediaPath(mediaPath(ID, rest)), rest).not.to.equal(null);
    for (const rest of [
      '1/../2/720p/00001.m4s',
      '1/720p/../../x',
      '1/film/film.mp4',
      '1/144p/00001.m4s',
      '1/720p/1.m4s',
      'captions/../ko.vtt',
      '1/pictures/%2e%2e',
      '',
    ])
      expect(readMediaPath(mediaPath(ID, rest)), rest).to.equal(null);
    expect(readMediaPath('/media/recordings/nothing/1/index.m3u8')).to.equal(null);
  });
});

describe('playlists', () => {
  const track: Track = {
    name: '720p',
    width: 1280,
    height: 720,
    frameRate: 25,
    bandwidth: 2_000_000,
    averageBandwidth: 1_000_000,
    codecs: 'avc1.64001f',
    segments: [4000, 4000, 4000, 2500],
  };
  const sound: Track = {
    ...track,
    name: 'audio',
    width: null,
    height: null,
    bandwidth: 100_000,
    codecs: 'mp4a.40.2',
  };
  const linkTo = (path: string) => `/x/${path}?t=1`;

  it('name every rendition, and the sound once for all', () => {
    const lines = masterPlaylist(
      [sound, track, { ...track, name: '240p', bandwidth: 300_000 }],
      linkTo,
    ).split('\n');
    expect(lines[3]).to.include('TYPE=AUDIO').and.to.include('URI="/x/audio/index.m3u8?t=1"');
    const streams = lines.filter((line) => line.startsWith('#EXT-X-STREAM-INF'));
    expect(streams).to.have.length(3);
    expect(streams[0]).to.include('BANDWIDTH=2100000').and.to.include('CODECS="avc1.64001f,mp4a.40.2"');
    expect(streams[2]).to.include('CODECS="mp4a.40.2"').and.not.to.include('RESOLUTION');
  });

  it('leave out whole segments before and after a cut', () => {
    expect(segmentsIn(track.segments, { startMs: 0, endMs: 14_500 })).to.deep.equal({
      first: 0,
      count: 4,
      atMs: 0,
    });
    expect(segmentsIn(track.segments, { startMs: 5_000, endMs: 11_000 })).to.deep.equal({
      first: 1,
      count: 2,
      atMs: 4_000,
    });
    const text = mediaPlaylist(track, { startMs: 5_000, endMs: 11_000 }, linkTo);
    expect(text.match(/\d{5}\.m4s/g)).to.deep.equal(['00001.m4s', '00002.m4s']);
    expect(text)
      .to.match(/#EXT-X-TARGETDURATION:4\n/)
      .and.to.match(/#EXT-X-ENDLIST\n$/);
    expect(text).to.include('#EXT-X-MAP:URI="/x/720p/init.mp4?t=1"');
  });
});

describe('what was watched', () => {
  const ranges = fc.array(
    fc.tuple(fc.nat(3_600_000), fc.integer({ min: 1, max: 60_000 })).map(([fromMs, length]) => ({
      fromMs,
      toMs: fromMs + length,
    })),
    { maxLength: 40 },
  );

  it('is the same in any order, lies apart, within the recording, and never becomes less', () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const durationMs = 3_000_000;
        const both = withWatched(withWatched([], one, durationMs), other, durationMs);
        expect(withWatched(withWatched([], other, durationMs), one, durationMs)).to.deep.equal(both);
        expect(withWatched(both, one, durationMs)).to.deep.equal(both);
        both.forEach((range, nth) => {
          expect(range.fromMs).to.be.lessThan(range.toMs);
          expect(range.toMs).to.be.at.most(durationMs);
          const next = both[nth + 1];
          if (next) expect(next.fromMs).to.be.greaterThan(range.toMs);
        });
        expect(watchedMs(both)).to.be.at.least(watchedMs(withWatched([], one, durationMs)));
        expect(rangesFromText(rangesToText(both))).to.deep.equal(both);
      }),
    );
  });

  it('is bounded, whatever a client reports', () => {
    let kept: { fromMs: number; toMs: number }[] = [];
    for (let nth = 0; nth < 40; nth += 1) {
      const report = Array.from({ length: 50 }, (_, at) => {
        const fromMs = (at * 40 + nth) * 3_000;
        return { fromMs, toMs: fromMs + 500 };
      });
      kept = withWatched(kept, report, 100_000_000);
      expect(kept.length).to.be.at.most(MOST_KEPT);
    }
    expect(rangesToText(kept).length).to.be.lessThan(8_000);
  });

  it('is told of what can be watched after trimming', () => {
    const cut = { startMs: 10_000, endMs: 110_000 };
    expect(watchedPercent([{ fromMs: 0, toMs: 60_000 }], cut)).to.equal(50);
    expect(watchedPercent([{ fromMs: 0, toMs: 108_500 }], cut)).to.equal(100);
    expect(watchedPercent([], cut)).to.equal(0);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { mediaPlaylist, type Track } from '../replay/playlist.rules.js';
import { areAligned, bandwidthOf, codecOf, readPlaylist } from './hls.rules.js';

/** As ffmpeg 5.1 wrote it. */
const WRITTEN = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
00000.m4s
#EXTINF:3.966667,
00001.m4s
#EXTINF:1.000000,
00002.m4s
#EXT-X-ENDLIST
`;
const segment = (durationMs: number) => ({ name: 'x', durationMs });

describe('a playlist that ffmpeg wrote', () => {
  it('names its segments in order, with their times', () => {
    const segments = [
      { name: '00000.m4s', durationMs: 4_000 },
      { name: '00001.m4s', durationMs: 3_967 },
      { name: '00002.m4s', durationMs: 1_000 },
    ];
    expect(readPlaylist(WRITTEN)).to.deep.equal(segments);
    expect(readPlaylist(WRITTEN.replaceAll('\n', '\r\n'))).to.deep.equal(segments);
  });

  it('is none while it is being written, since what was killed leaves half a one', () => {
    expect(readPlaylist(WRITTEN.replace('#EXT-X-ENDLIST\n', ''))).to.equal(null);
    fc.assert(
      fc.property(fc.nat(WRITTEN.length - 2), (length) => {
        expect(readPlaylist(WRITTEN.slice(0, length))).to.equal(null);
      }),
    );
  });

  it('is none when it is something else, or has no segment', () => {
    for (const text of ['', '#EXTM3U\n#EXT-X-ENDLIST\n', '<html>\n#EXT-X-ENDLIST\n00000.m4s\n'])
      expect(readPlaylist(text), text).to.equal(null);
  });
});

describe('a playlist that we write', () => {
  const track: Track = {
    name: '480p',
    width: 854,
    height: 480,
    frameRate: 25,
    bandwidth: 0,
    averageBandwidth: 0,
    codecs: '',
    segments: [],
  };
  const durations = fc.array(fc.integer({ min: 1, max: 12_000 }), { minLength: 1, maxLength: 50 });

  it('reads as the segments it was made of', () => {
    fc.assert(
      fc.property(durations, (segments) => {
        const text = mediaPlaylist({ ...track, segments }, { startMs: 0, endMs: 1e9 }, (path) => path);
        const read = readPlaylist(text) ?? [];
        expect(read.map(({ durationMs }) => durationMs)).to.deep.equal(segments);
        expect(read[0]?.name).to.equal('480p/00000.m4s');
        const target = Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(text)?.[1]);
        expect(target * 1_000).to.be.at.least(Math.max(...segments));
      }),
    );
  });

  it('covers all that is kept, and not one segment more', () => {
    fc.assert(
      fc.property(durations, fc.nat(100), fc.nat(100), (segments, from, to) => {
        const total = segments.reduce((sum, ms) => sum + ms, 0);
        const [startMs = 0, endMs = 0] = [from, to + 1]
          .map((part) => (part * total) / 101)
          .toSorted((a, b) => a - b);
        fc.pre(startMs < endMs);
        const text = mediaPlaylist({ ...track, segments }, { startMs, endMs }, (path) => path);
        const ends = segments.map((_, nth) => segments.slice(0, nth + 1).reduce((sum, ms) => sum + ms, 0));
        const kept = ends.flatMap((end, nth) =>
          end > startMs && end - (segments[nth] ?? 0) < endMs ? [nth] : [],
        );
        expect(readPlaylist(text)?.map(({ name }) => name)).to.deep.equal(
          kept.map((nth) => `480p/${String(nth).padStart(5, '0')}.m4s`),
        );
      }),
    );
  });
});

describe('what a rendition weighs', () => {
  it('is told of the whole and of the heaviest segment, in bits per second', () => {
    const segments = [
      { durationMs: 4_000, sizeBytes: 500_000 },
      { durationMs: 4_000, sizeBytes: 250_000 },
    ];
    expect(bandwidthOf(segments)).to.deep.equal({ average: 750_000, peak: 1_000_000 });
  });

  it('does not go by a last segment of a moment', () => {
    const last = { durationMs: 40, sizeBytes: 50_000 };
    expect(bandwidthOf([{ durationMs: 4_000, sizeBytes: 500_000 }, last]).peak).to.equal(1_089_109);
    expect(bandwidthOf([last])).to.deep.equal({ average: 10_000_000, peak: 10_000_000 });
    expect(bandwidthOf([])).to.deep.equal({ average: 0, peak: 0 });
  });

  it('is never heavier on average than at its peak', () => {
    const segments = fc.array(fc.record({ durationMs: fc.nat(8_000), sizeBytes: fc.nat(5_000_000) }));
    fc.assert(
      fc.property(segments, (each) => {
        const { average, peak } = bandwidthOf(each);
        expect(average).to.be.at.most(peak);
      }),
    );
  });
});

describe('the codec of a rendition', () => {
  const avcC = Buffer.from('0000003561766343014d401effe1', 'hex');

  it('is read from the record of the decoder', () => {
    expect(codecOf(avcC)).to.equal('avc1.4d401e');
    expect(codecOf(Buffer.concat([Buffer.from('moov…stsd'), avcC]))).to.equal('avc1.4d401e');
    expect(codecOf(Buffer.from('\0\0\0\x5amp4a\0\0'))).to.equal('mp4a.40.2');
  });

  it('is not known of what is cut off or something else', () => {
    expect(codecOf(avcC.subarray(0, 11))).to.equal(null);
    for (const text of ['', 'ftypisom', 'vp09']) expect(codecOf(Buffer.from(text)), text).to.equal(null);
  });
});

describe('two renditions', () => {
  const even = [4_000, 4_000, 2_000].map(segment);

  it('can be changed between when their segments end together, but for the last', () => {
    expect(areAligned(even, even)).to.equal(true);
    expect(areAligned(even, [4_080, 3_920, 2_700].map(segment))).to.equal(true);
    expect(areAligned([], [])).to.equal(true);
  });

  it('cannot when an end is elsewhere or one has more of them', () => {
    expect(areAligned(even, [4_081, 3_919, 2_000].map(segment))).to.equal(false);
    expect(areAligned(even, [4_000, 6_000].map(segment))).to.equal(false);
    expect(areAligned(even, [])).to.equal(false);
  });

  it('cannot when they drift apart by little each time', () => {
    const drifting = Array.from({ length: 5 }, () => segment(4_040));
    const steady = Array.from({ length: 5 }, () => segment(4_000));
    expect(areAligned(steady.slice(0, 3), drifting.slice(0, 3))).to.equal(true);
    expect(areAligned(steady, drifting)).to.equal(false);
  });
});

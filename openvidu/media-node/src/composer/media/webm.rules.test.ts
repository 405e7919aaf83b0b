import { expect } from 'chai';
import fc from 'fast-check';
import {
  cluster,
  cues,
  fileHead,
  info,
  seekHead,
  segmentLength,
  simpleBlock,
  tracks,
  type Cue,
  type WebmTrack,
} from './webm.rules.js';

const VIDEO: WebmTrack = { kind: 'video', codec: 'vp8', width: 1280, height: 720 };

/** Names of elements by their id; of those that hold others, with a mark. @see RFC 9559 §5.1 */
const NAMES = new Map<string, string>([
  ...([
    ['1a45dfa3', 'EBML+'],
    ['4282', 'DocType'],
    ['4285', 'DocTypeReadVersion'],
  ] as const),
  ...([
    ['18538067', 'Segment+'],
    ['114d9b74', 'SeekHead+'],
    ['4dbb', 'Seek+'],
  ] as const),
  ...([
    ['53ac', 'SeekPosition'],
    ['1549a966', 'Info+'],
    ['2ad7b1', 'TimestampScale'],
  ] as const),
  ...([
    ['4489', 'Duration'],
    ['1654ae6b', 'Tracks+'],
    ['ae', 'TrackEntry+'],
    ['83', 'TrackType'],
  ] as const),
  ...([
    ['86', 'CodecID'],
    ['63a2', 'CodecPrivate'],
    ['56aa', 'CodecDelay'],
  ] as const),
  ...([
    ['56bb', 'SeekPreRoll'],
    ['e0', 'Video+'],
    ['b0', 'PixelWidth'],
    ['ba', 'PixelHeight'],
  ] as const),
  ...([
    ['e1', 'Audio+'],
    ['b5', 'SamplingFrequency'],
    ['9f', 'Channels'],
  ] as const),
  ...([
    ['1f43b675', 'Cluster+'],
    ['e7', 'Timestamp'],
    ['a3', 'SimpleBlock'],
  ] as const),
  ...([
    ['1c53bb6b', 'Cues+'],
    ['bb', 'CuePoint+'],
    ['b3', 'CueTime'],
  ] as const),
  ...([
    ['b7', 'CueTrackPositions+'],
    ['f1', 'CueClusterPosition'],
  ] as const),
]);

describe('a WebM file', () => {
  it('says of itself what readers look for first', () => {
    const [head] = read(fileHead().subarray(0, -12));
    expect(head?.name).to.equal('EBML');
    expect(textOf(head, 'DocType')).to.equal('webm');
    expect(numberOf(head, 'DocTypeReadVersion')).to.equal(2);
  });

  it('can be read while it grows: its length is told as unknown until it is known', () => {
    expect(fileHead().subarray(-12).toString('hex')).to.equal('1853806701ffffffffffffff');
    expect(segmentLength(0x12_3456_7890).toString('hex')).to.equal('0100001234567890');
  });

  it('has room for what is written last: neither it nor the way to it grows', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1e9, noNaN: true }), (position, durationMs) => {
        expect(seekHead(position)).to.have.length(seekHead(0).length);
        expect(info(durationMs)).to.have.length(info(0).length);
      }),
    );
  });

  it('counts in milliseconds, and says how long it is', () => {
    const [found] = read(info(5_400_000.5));
    expect(numberOf(found, 'TimestampScale')).to.equal(1_000_000);
    expect(child(found, 'Duration').bytes.readDoubleBE()).to.equal(5_400_000.5);
  });

  it('leads a player from its beginning to each key frame', () => {
    const sizes = fc.oneof(fc.constantFrom(0, 120, 121, 122, 123, 127, 128, 16_383, 16_384), fc.nat(70_000));
    const groups = fc.array(fc.array(sizes, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(groups, (blocks) => {
        const file = written(blocks);
        const [, segment] = read(file.bytes);
        const content = segment?.bytes ?? Buffer.alloc(0);
        const index = read(
          content.subarray(numberOf(child(child(segment, 'SeekHead'), 'Seek'), 'SeekPosition')),
        );
        expect(index.map(({ name }) => name)).to.deep.equal(['Cues']);
        const points = index[0]?.children ?? [];
        expect(points.map((point) => numberOf(point, 'CueTime'))).to.deep.equal(file.times);
        for (const point of points) {
          const place = child(point, 'CueTrackPositions');
          const [there] = read(content.subarray(numberOf(place, 'CueClusterPosition')));
          expect(there?.name).to.equal('Cluster');
          expect(numberOf(there, 'Timestamp')).to.equal(numberOf(point, 'CueTime'));
        }
        const held = (segment?.children ?? []).filter(({ name }) => name === 'Cluster').map(blocksIn);
        expect(held.map((list) => list.map(({ bytes }) => bytes.length))).to.deep.equal(blocks);
      }),
    );
  });
});

describe('a WebM file’s track', () => {
  const entryOf = (track: WebmTrack) => child(read(tracks(track))[0], 'TrackEntry');

  it('of pictures has their codec and size', () => {
    for (const codec of ['vp8', 'vp9'] as const) {
      const entry = entryOf({ ...VIDEO, codec });
      expect(numberOf(entry, 'TrackType')).to.equal(1);
      expect(textOf(entry, 'CodecID')).to.equal(`V_${codec.toUpperCase()}`);
      const video = child(entry, 'Video');
      expect([numberOf(video, 'PixelWidth'), numberOf(video, 'PixelHeight')]).to.deep.equal([1280, 720]);
    }
  });

  it('of H.264 with start codes is told by a bitmap’s head', () => {
    const entry = entryOf({ ...VIDEO, codec: 'h264' });
    expect(textOf(entry, 'CodecID')).to.equal('V_MS/VFW/FOURCC');
    const head = child(entry, 'CodecPrivate').bytes;
    expect([head.length, head.readUInt32LE(0)]).to.deep.equal([40, 40]);
    expect([head.readInt32LE(4), head.readInt32LE(8)]).to.deep.equal([1280, 720]);
    expect(head.toString('latin1', 16, 20)).to.equal('H264');
  });

  // RFC 7845 §5.1 and RFC 9559 §28.2: without these a player hears it too fast, or not at all.
  it('of sound has the head that Opus needs', () => {
    const entry = entryOf({ kind: 'audio', codec: 'opus' });
    expect(numberOf(entry, 'TrackType')).to.equal(2);
    expect(textOf(entry, 'CodecID')).to.equal('A_OPUS');
    expect([numberOf(entry, 'CodecDelay'), numberOf(entry, 'SeekPreRoll')]).to.deep.equal([0, 80_000_000]);
    const audio = child(entry, 'Audio');
    expect(child(audio, 'SamplingFrequency').bytes.readDoubleBE()).to.equal(48_000);
    expect(numberOf(audio, 'Channels')).to.equal(2);
    const head = child(entry, 'CodecPrivate').bytes;
    expect([head.length, head.toString('latin1', 0, 8)]).to.deep.equal([19, 'OpusHead']);
    expect([head.readUInt8(8), head.readUInt8(9), head.readUInt32LE(12)]).to.deep.equal([1, 2, 48_000]);
  });
});

describe('a WebM file’s blocks', () => {
  it('hold their bytes, their time since their cluster’s, and whether one can begin there', () => {
    const bytes = Buffer.from('a coded picture');
    const blocks = [
      simpleBlock(0, bytes, { isKey: true }),
      simpleBlock(32_767, bytes.subarray(2), { isKey: false }),
    ];
    const [found] = read(cluster(7_200_000, blocks));
    expect(numberOf(found, 'Timestamp')).to.equal(7_200_000);
    expect(found && blocksIn(found)).to.deep.equal([
      { track: 1, sinceClusterMs: 0, flags: 0x80, bytes },
      { track: 1, sinceClusterMs: 32_767, flags: 0, bytes: bytes.subarray(2) },
    ]);
  });
});

/** A whole file of clusters, one second apart, with blocks of these sizes. */
function written(groups: readonly (readonly number[])[]): { bytes: Buffer; times: number[] } {
  const start = [seekHead(0), info(0), tracks(VIDEO)];
  const times = groups.map((_, index) => index * 1000);
  const clusters = groups.map((sizes, index) =>
    cluster(
      index * 1000,
      sizes.map((size, at) => simpleBlock(at * 40, Buffer.alloc(size, at), { isKey: at === 0 })),
    ),
  );
  let at = Buffer.concat(start).length;
  const places: Cue[] = [];
  for (const [index, { length }] of clusters.entries()) {
    places.push({ atMs: index * 1000, position: at });
    at += length;
  }
  const content = Buffer.concat([
    ...[seekHead(at), info(groups.length * 1000), tracks(VIDEO)],
    ...[...clusters, cues(places)],
  ]);
  return {
    bytes: Buffer.concat([fileHead().subarray(0, -8), segmentLength(content.length), content]),
    times,
  };
}

interface Element {
  /** As in the standard, or its id. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly children: readonly Element[];
}

/** Reads elements that lie side by side, to the last byte. @see RFC 8794 §5, §6 */
function read(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const idLength = Math.clz32(bytes.readUInt8(at)) - 23;
    const id = bytes.toString('hex', at, at + idLength);
    const sizeLength = Math.clz32(bytes.readUInt8(at + idLength)) - 23;
    const start = at + idLength + sizeLength;
    const size = BigInt(`0x${bytes.toString('hex', at + idLength, start)}`);
    const end = start + Number(BigInt.asUintN(7 * sizeLength, size));
    expect(end, `the end of ${id}`).to.be.at.most(bytes.length);
    const name = NAMES.get(id) ?? id;
    const content = bytes.subarray(start, end);
    const children = name.endsWith('+') ? read(content) : [];
    elements.push({ name: name.replace('+', ''), bytes: content, children });
    at = end;
  }
  return elements;
}

function child(parent: Element | undefined, name: string): Element {
  const found = parent?.children.find((element) => element.name === name);
  if (!found) throw new Error(`There is no ${name} in ${parent?.name ?? 'nothing'}`);
  return found;
}

const numberOf = (parent: Element | undefined, name: string): number =>
  Number(`0x${child(parent, name).bytes.toString('hex')}`);
const textOf = (parent: Element | undefined, name: string): string => child(parent, name).bytes.toString();

/** @see RFC 9559 §10.2 */
const blocksIn = ({ children }: Element) =>
  children
    .filter(({ name }) => name === 'SimpleBlock')
    .map(({ bytes }) => ({
      track: bytes.readUInt8(0) & 0x7f,
      sinceClusterMs: bytes.readInt16BE(1),
      flags: bytes.readUInt8(3),
      bytes: bytes.subarray(4),
    }));

import type { PictureCodec } from './picture-codec.rules.js';

/**
 * The few elements of Matroska that a film's tracks need.
 *
 * @see RFC 9559 (Matroska), RFC 8794 (EBML)
 */
const ID = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  codecDelay: 0x56aa,
  seekPreRoll: 0x56bb,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  cues: 0x1c53bb6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
  cueClusterPosition: 0xf1,
} as const;

export type WebmTrack =
  | {
      readonly kind: 'video';
      readonly codec: PictureCodec;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'audio'; readonly codec: 'opus' };

export interface Cue {
  readonly atMs: number;
  /** Where its cluster begins, from the first byte behind the segment's head. */
  readonly position: number;
}

/** Each file has one. */
const TRACK = 1;
const MILLISECOND_NS = 1_000_000;
const OPUS_PRE_ROLL_NS = 80_000_000;
const OPUS_HEAD = Buffer.concat([
  Buffer.from('OpusHead'),
  // Version, channels, samples to skip, rate before coding, gain, one stream.
  Buffer.from([1, 2, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]),
]);

/** All before the segment's content; the segment's length is written later, see {@link segmentLength}. */
export function fileHead(): Buffer {
  return Buffer.concat([
    element(
      ID.ebml,
      element(ID.docType, text('webm')),
      number(ID.docTypeVersion, 4),
      number(ID.docTypeReadVersion, 2),
    ),
    idOf(ID.segment),
    Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
  ]);
}

/** The eight bytes that end {@link fileHead}, for a segment whose length is known. */
export function segmentLength(bytes: number): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes) | (1n << 56n));
  return length;
}

/** Where the cues are; always of the same length. */
export function seekHead(cuesPosition: number): Buffer {
  const position = Buffer.alloc(8);
  position.writeBigUInt64BE(BigInt(cuesPosition));
  return element(
    ID.seekHead,
    element(ID.seek, element(ID.seekId, idOf(ID.cues)), element(ID.seekPosition, position)),
  );
}

/** @param durationMs Written as eight bytes whatever it is. */
export function info(durationMs: number): Buffer {
  return element(
    ID.info,
    number(ID.timestampScale, MILLISECOND_NS),
    element(ID.duration, float(durationMs)),
    element(ID.muxingApp, text('Seodang')),
    element(ID.writingApp, text('Seodang')),
  );
}

export const tracks = (track: WebmTrack): Buffer => element(ID.tracks, trackEntry(track));

function trackEntry(track: WebmTrack): Buffer {
  const common = [number(ID.trackNumber, TRACK), number(ID.trackUid, TRACK)];
  if (track.kind === 'video')
    return element(
      ID.trackEntry,
      ...common,
      number(ID.trackType, 1),
      ...codecOf(track),
      element(ID.video, number(ID.pixelWidth, track.width), number(ID.pixelHeight, track.height)),
    );
  return element(
    ID.trackEntry,
    ...common,
    number(ID.trackType, 2),
    element(ID.codecId, text('A_OPUS')),
    element(ID.codecPrivate, OPUS_HEAD),
    number(ID.codecDelay, 0),
    number(ID.seekPreRoll, OPUS_PRE_ROLL_NS),
    element(ID.audio, element(ID.samplingFrequency, float(48000)), number(ID.channels, 2)),
  );
}

/** H.264 with start codes, as it comes, is known in Matroska by Windows' name only. */
function codecOf({ codec, width, height }: Extract<WebmTrack, { kind: 'video' }>): Buffer[] {
  if (codec !== 'h264') return [element(ID.codecId, text(`V_${codec.toUpperCase()}`))];
  const bitmapInfo = Buffer.alloc(40);
  bitmapInfo.writeUInt32LE(40, 0);
  bitmapInfo.writeInt32LE(width, 4);
  bitmapInfo.writeInt32LE(height, 8);
  bitmapInfo.writeUInt16LE(1, 12);
  bitmapInfo.writeUInt16LE(24, 14);
  bitmapInfo.write('H264', 16, 'latin1');
  return [element(ID.codecId, text('V_MS/VFW/FOURCC')), element(ID.codecPrivate, bitmapInfo)];
}

/** @param blocks {@link simpleBlock}s with times from `atMs` on. */
export function cluster(atMs: number, blocks: readonly Buffer[]): Buffer {
  return element(ID.cluster, number(ID.timestamp, atMs), ...blocks);
}

/** @param sinceClusterMs Less than 32768. */
export function simpleBlock(
  sinceClusterMs: number,
  bytes: Buffer,
  { isKey }: { readonly isKey: boolean },
): Buffer {
  const head = Buffer.from([0x80 | TRACK, 0, 0, isKey ? 0x80 : 0]);
  head.writeInt16BE(sinceClusterMs, 1);
  return element(ID.simpleBlock, head, bytes);
}

export function cues(list: readonly Cue[]): Buffer {
  const points = list.map(({ atMs, position }) =>
    element(
      ID.cuePoint,
      number(ID.cueTime, atMs),
      element(ID.cueTrackPositions, number(ID.cueTrack, TRACK), number(ID.cueClusterPosition, position)),
    ),
  );
  return element(ID.cues, ...points);
}

function element(id: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, { length: bytes }) => sum + bytes, 0);
  return Buffer.concat([idOf(id), lengthOf(length), ...content]);
}

function idOf(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

function lengthOf(length: number): Buffer {
  if (length < 0x7f) return Buffer.from([0x80 | length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length | 0x10000000);
  return bytes;
}

function number(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(Math.round(value)));
  const first = bytes.findIndex((byte) => byte !== 0);
  return element(id, bytes.subarray(first === -1 ? 7 : first));
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

const text = (value: string): Buffer => Buffer.from(value);

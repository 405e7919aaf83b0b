import { expect } from 'chai';
import fc from 'fast-check';
import { parseH264 } from './h264.rules.js';
import { PREFIX, type PicturePiece } from './picture-piece.rules.js';

/** Sequence parameters as x264 wrote them. */
const PARAMETERS = {
  baseline360: Buffer.from('6742c01ed900a02ff97011000003000100000300320f162e48', 'hex'),
  high720: Buffer.from('6764001facd9405005bb011000000300100000030320f1831960', 'hex'),
  interlaced1080: Buffer.from('674d4028eca03c0227ef011000000300100000030321f162d960', 'hex'),
  fullColour: Buffer.from('67f4000d919b282a33c7c5e022000003000200000300641e28532c', 'hex'),
  /** As `high720`, but for the bit that announces matrices. */
  ownMatrices: Buffer.from('6764001fadd9405005bb0110', 'hex'),
};
const PICTURE_PARAMETERS = Buffer.from('68cb83cb20', 'hex');
const KEY_SLICE = Buffer.from('6588840b', 'hex');
const SLICE = Buffer.from('419a240c', 'hex');
const START_CODE = Buffer.from([0, 0, 0, 1]);

/** Units in one packet, each behind its length. @see RFC 6184 §5.7.1 */
const aggregate = (...units: readonly Buffer[]) =>
  Buffer.concat([
    Buffer.from([0x78]),
    ...units.flatMap((unit) => [Buffer.from([unit.length >> 8, unit.length & 0xff]), unit]),
  ]);

/** One unit in several packets. @see RFC 6184 §5.8 */
function fragments(unit: Buffer, parts: readonly Buffer[]): Buffer[] {
  const head = unit.readUInt8(0);
  return parts.map((part, index) => {
    const edge = (index === 0 ? 0x80 : 0) | (index === parts.length - 1 ? 0x40 : 0);
    return Buffer.concat([Buffer.from([(head & 0xe0) | 28, edge | (head & 0x1f)]), part]);
  });
}

/** What a decoder gets of a packet. */
function streamOf(payload: Buffer, piece: PicturePiece | null): Buffer {
  const parts = (piece?.parts ?? []).flatMap(({ offset, length, prefix }) => [
    prefix === PREFIX.none ? Buffer.alloc(0) : START_CODE,
    Buffer.from((prefix & 0xff) === 0 ? [] : [prefix & 0xff]),
    payload.subarray(offset, offset + length),
  ]);
  return Buffer.concat(parts);
}

const inStream = (...units: readonly Buffer[]) => Buffer.concat(units.flatMap((unit) => [START_CODE, unit]));
const sizeOf = (payload: Buffer) => {
  const piece = parseH264(payload);
  return [piece?.width, piece?.height];
};

describe('H.264 in one packet', () => {
  it('is a unit that begins a picture, and no key frame unless it is of one', () => {
    const facts = { isFirst: true, width: 0, height: 0, parts: [{ offset: 0, length: 4, prefix: 0x100 }] };
    expect(parseH264(SLICE)).to.deep.equal({ ...facts, isKey: false });
    expect(parseH264(KEY_SLICE)).to.deep.equal({ ...facts, isKey: true });
  });

  it('is a key frame with its size when parameters come along', () => {
    const units = [PARAMETERS.baseline360, PICTURE_PARAMETERS, KEY_SLICE];
    const payload = aggregate(...units);
    const piece = parseH264(payload);
    expect(piece).to.include({ isFirst: true, isKey: true, width: 640, height: 360 });
    expect(streamOf(payload, piece)).to.deep.equal(inStream(...units));
  });

  it('is what came of it when its last unit is cut, or one is empty', () => {
    const payload = aggregate(SLICE, Buffer.alloc(0), SLICE).subarray(0, -1);
    expect(streamOf(payload, parseH264(payload))).to.deep.equal(inStream(SLICE, SLICE.subarray(0, -1)));
  });

  it('is none of what browsers do not agree on', () => {
    for (const type of [0, 25, 26, 27, 29, 30, 31])
      expect(parseH264(Buffer.from([0x60 | type, 0x85, 1, 2])), `type ${type}`).to.equal(null);
    expect(parseH264(Buffer.from([0x65]))).to.equal(null);
  });
});

describe('H.264 in fragments', () => {
  it('is the unit again, however it was cut', () => {
    const head = fc.tuple(fc.constantFrom(0x00, 0x20, 0x40, 0x60), fc.integer({ min: 1, max: 23 }));
    const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(head, bodies, ([importance, type], body) => {
        const parts = body.map((bytes) => Buffer.from(bytes));
        const unit = Buffer.concat([Buffer.from([importance | type]), ...parts]);
        const payloads = fragments(unit, parts);
        const pieces = payloads.map(parseH264);
        const stream = payloads.map((payload, index) => streamOf(payload, pieces[index] ?? null));
        expect(Buffer.concat(stream)).to.deep.equal(inStream(unit));
        expect(pieces.map((piece) => piece?.isFirst)).to.deep.equal(parts.map((_, index) => index === 0));
        expect(pieces.map((piece) => piece?.isKey)).to.deep.equal(
          parts.map((_, index) => index === 0 && type === 5),
        );
      }),
    );
  });
});

describe('the size in H.264’s parameters', () => {
  it('is what was coded, without what is cropped, in whole frames and in fields', () => {
    expect(sizeOf(PARAMETERS.baseline360)).to.deep.equal([640, 360]);
    expect(sizeOf(PARAMETERS.high720)).to.deep.equal([1280, 720]);
    expect(sizeOf(PARAMETERS.interlaced1080)).to.deep.equal([1920, 1080]);
  });

  it('is not guessed where it cannot be told, and the frame is a key frame all the same', () => {
    const counted = writtenParameters({ columns: 40, rows: 23, crop: [], order: 1 });
    for (const unit of [PARAMETERS.fullColour, PARAMETERS.ownMatrices, counted])
      expect(parseH264(unit)).to.include({ isKey: true, width: 0, height: 0 });
  });

  it('is none when more is cropped than there is', () => {
    expect(sizeOf(writtenParameters({ columns: 1, rows: 1, crop: [4, 4, 0, 0], order: 2 }))).to.deep.equal([
      0, 0,
    ]);
  });

  it('is right or none, wherever the parameters end', () => {
    for (const unit of [PARAMETERS.baseline360, PARAMETERS.high720, PARAMETERS.interlaced1080]) {
      const whole = sizeOf(unit);
      for (let length = 2; length < unit.length; length += 1)
        expect(sizeOf(unit.subarray(0, length))).to.be.deep.oneOf([[0, 0], whole]);
      expect(sizeOf(unit.subarray(0, 6))).to.deep.equal([0, 0]);
    }
  });

  it('is read whatever the bytes, those among them that were put in against false start codes', () => {
    const blocks = fc.integer({ min: 2, max: 4096 });
    const edge = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(blocks, blocks, fc.tuple(edge, edge, edge, edge), (columns, rows, crop) => {
        const [left, right, top, bottom] = crop;
        const unit = writtenParameters({ columns, rows, crop, order: 0 });
        expect(sizeOf(unit)).to.deep.equal([
          columns * 16 - 2 * (left + right),
          rows * 16 - 2 * (top + bottom),
        ]);
      }),
    );
    const escaped = writtenParameters({ columns: 4096, rows: 2048, crop: [], order: 0 });
    expect(escaped.includes(Buffer.from([0, 0, 3]))).to.equal(true);
    expect(sizeOf(escaped)).to.deep.equal([65536, 32768]);
  });
});

interface Coded {
  readonly columns: number;
  readonly rows: number;
  readonly crop: readonly number[];
  /** How pictures are put in order: 0, 1 or 2. */
  readonly order: number;
}

/** Sequence parameters of the baseline profile. @see ITU-T H.264 §7.3.2.1.1 */
function writtenParameters({ columns, rows, crop, order }: Coded): Buffer {
  const golomb = (value: number) => {
    const binary = (value + 1).toString(2);
    return '0'.repeat(binary.length - 1) + binary;
  };
  const ordering = golomb(order) + (order === 0 ? golomb(2) : '');
  const cropping = crop.length === 0 ? '0' : `1${crop.map(golomb).join('')}`;
  const size = `${golomb(columns - 1)}${golomb(rows - 1)}11${cropping}`;
  const bits = `${golomb(0)}${golomb(0)}${ordering}${golomb(1)}0${size}01`;
  const bytes = bits.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [];
  return Buffer.from([0x67, 66, 0xc0, 31, ...escaped(bytes)]);
}

/** @see ITU-T H.264 §7.4.1.1 */
function escaped(bytes: readonly number[]): number[] {
  const written: number[] = [];
  for (const byte of bytes) {
    if (byte <= 3 && written.at(-1) === 0 && written.at(-2) === 0) written.push(3);
    written.push(byte);
  }
  return written;
}

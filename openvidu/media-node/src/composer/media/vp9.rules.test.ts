import { expect } from 'chai';
import fc from 'fast-check';
import { parseVp9 } from './vp9.rules.js';

/** The beginnings of frames as libvpx wrote them. */
const KEY_640X360 = Buffer.from('824983420027f0167600382418', 'hex');
const KEY_OF_PROFILE_1 = Buffer.from('a2498342e01a900ef6083824', 'hex');
const INTER = Buffer.from('86004092f0c1400000406252', 'hex');

const byte = fc.nat(255);
const DESCRIPTOR = fc.record({
  isFirst: fc.boolean(),
  pictureId: fc.option(fc.record({ isLong: fc.boolean(), value: fc.nat(0x7fff) })),
  layers: fc.option(byte),
  isFlexible: fc.boolean(),
  /** How far back those lie that the frame rests upon; none of a frame that stands alone. */
  references: fc.array(fc.integer({ min: 1, max: 127 }), { maxLength: 3 }),
  structure: fc.option(
    fc.record({
      layers: fc.integer({ min: 1, max: 8 }),
      isSized: fc.boolean(),
      pictures: fc.option(fc.array(fc.array(byte, { maxLength: 3 }), { maxLength: 5 })),
    }),
  ),
});
type Descriptor = typeof DESCRIPTOR extends fc.Arbitrary<infer Parts> ? Parts : never;

describe('VP9', () => {
  it('tells of a key frame and its size behind what a browser sends before it', () => {
    // Begin, 15 bits of picture id, layers, and a structure: one size, one picture that follows another.
    const descriptor = Buffer.from('aa9234000718028001680104ff', 'hex');
    expect(parseVp9(Buffer.concat([descriptor, KEY_640X360]))).to.deep.equal({
      isFirst: true,
      isKey: true,
      width: 640,
      height: 360,
      parts: [{ offset: 13, length: 13, prefix: 0 }],
    });
  });

  it('tells a frame’s beginning from what follows of it', () => {
    const following = parseVp9(Buffer.concat([Buffer.from([0x00]), KEY_640X360]));
    expect(following).to.include({ isFirst: false, isKey: false, width: 0, height: 0 });
  });

  it('takes nothing for a key frame that rests upon another, or is none that browsers send', () => {
    const [alone, resting] = [Buffer.from([0x08]), Buffer.from([0x48])];
    const none = { isFirst: true, isKey: false, width: 0, height: 0 };
    expect(parseVp9(Buffer.concat([resting, KEY_640X360]))).to.include(none);
    for (const frame of [INTER, KEY_OF_PROFILE_1, KEY_640X360.subarray(0, 8)])
      expect(parseVp9(Buffer.concat([alone, frame]))).to.include(none);
  });

  it('tells each size that can be coded', () => {
    const side = fc.integer({ min: 1, max: 65_536 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const sides = (BigInt(width - 1) << 20n) | (BigInt(height - 1) << 4n) | 6n;
        const bytes = sides.toString(16).padStart(10, '0');
        const payload = Buffer.from(`0882498342${bytes}00`, 'hex');
        expect(parseVp9(payload)).to.include({ isKey: true, width, height });
      }),
    );
  });

  it('is the frame’s bytes behind any descriptor, and nothing of one that is cut', () => {
    fc.assert(
      fc.property(DESCRIPTOR, (parts) => {
        const descriptor = described(parts);
        const payload = Buffer.concat([descriptor, INTER]);
        expect(parseVp9(payload)).to.deep.equal({
          ...{ isFirst: parts.isFirst, isKey: false, width: 0, height: 0 },
          parts: [{ offset: descriptor.length, length: INTER.length, prefix: 0 }],
        });
        for (let length = 0; length <= descriptor.length; length += 1)
          expect(parseVp9(payload.subarray(0, length))).to.equal(null);
      }),
    );
  });
});

/** @see RFC 9628 §4.2 */
function described({ isFirst, pictureId, layers, isFlexible, references, structure }: Descriptor): Buffer {
  const flags = [
    ...[pictureId !== null, references.length > 0, layers !== null, isFlexible],
    ...[isFirst, false, structure !== null, false],
  ];
  return Buffer.from([
    flags.reduce((bits, isSet) => bits * 2 + Number(isSet), 0),
    ...pictureIdOf(pictureId),
    ...(layers === null ? [] : [layers]),
    // Only where no references are told is the picture's number among the base layer's.
    ...(layers === null || isFlexible ? [] : [0x2a]),
    ...(isFlexible ? references.map((back, at) => (back << 1) | Number(at < references.length - 1)) : []),
    ...structureOf(structure),
  ]);
}

function pictureIdOf(id: Descriptor['pictureId']): number[] {
  if (id === null) return [];
  return id.isLong ? [0x80 | (id.value >> 8), id.value & 0xff] : [id.value & 0x7f];
}

/** @see RFC 9628 §4.2.1 */
function structureOf(structure: Descriptor['structure']): number[] {
  if (structure === null) return [];
  const { layers, isSized, pictures } = structure;
  return [
    ((layers - 1) << 5) | (isSized ? 0x10 : 0) | (pictures === null ? 0 : 0x08),
    ...(isSized ? Array.from({ length: layers }, () => [2, 128, 1, 104]).flat() : []),
    ...(pictures === null ? [] : [pictures.length]),
    ...(pictures ?? []).flatMap((references) => [references.length << 2, ...references]),
  ];
}

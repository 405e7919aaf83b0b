import { PREFIX, type PiecePart, type PicturePiece } from './picture-piece.rules.js';

const NAL = { key: 5, parameters: 7, aggregate: 24, fragment: 28 } as const;
const START = PREFIX.startCode;

/** A piece of an H.264 picture out of an RTP packet. @see RFC 6184 §5 */
export function parseH264(payload: Buffer): PicturePiece | null {
  if (payload.length < 2) return null;
  const type = payload.readUInt8(0) & 0x1f;
  if (type === NAL.aggregate) return fromUnits(payload, unitsIn(payload));
  if (type === NAL.fragment) return fragment(payload);
  if (type === 0 || type > NAL.aggregate) return null;
  return fromUnits(payload, [{ offset: 0, length: payload.length, prefix: START }]);
}

function unitsIn(payload: Buffer): PiecePart[] {
  const parts: PiecePart[] = [];
  for (let at = 1; at + 2 < payload.length;) {
    const length = Math.min(payload.readUInt16BE(at), payload.length - at - 2);
    parts.push({ offset: at + 2, length, prefix: START });
    at += 2 + length;
  }
  return parts.filter(({ length }) => length > 0);
}

function fromUnits(payload: Buffer, parts: readonly PiecePart[]): PicturePiece {
  const types = parts.map(({ offset }) => payload.readUInt8(offset) & 0x1f);
  const parameters = parts[types.indexOf(NAL.parameters)];
  const unit = parameters && payload.subarray(parameters.offset, parameters.offset + parameters.length);
  const size = unit === undefined ? null : sizeIn(unit);
  return {
    isFirst: true,
    isKey: types.includes(NAL.parameters) || types.includes(NAL.key),
    width: size?.width ?? 0,
    height: size?.height ?? 0,
    parts,
  };
}

function fragment(payload: Buffer): PicturePiece {
  const [indicator, head] = [payload.readUInt8(0), payload.readUInt8(1)];
  const isFirst = (head & 0x80) !== 0;
  // The unit's own first byte was taken apart into the two that stand before each fragment.
  const prefix = isFirst ? START | (indicator & 0xe0) | (head & 0x1f) : PREFIX.none;
  return {
    isFirst,
    isKey: isFirst && (head & 0x1f) === NAL.key,
    width: 0,
    height: 0,
    parts: [{ offset: 2, length: payload.length - 2, prefix }],
  };
}

/** Profiles whose parameters say more of colours. @see ITU-T H.264 §7.3.2.1.1 */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128]);

/** Size of the picture out of its sequence parameters; null when they cannot be read, or say what browsers never send. */
function sizeIn(unit: Buffer): { width: number; height: number } | null {
  const bits = new Bits(withoutEscapes(unit.subarray(1)));
  if (!skipToSize(bits)) return null;
  const [columns, rows] = [bits.golomb() + 1, bits.golomb() + 1];
  const isWhole = bits.take(1) === 1;
  if (!isWhole) bits.take(1);
  bits.take(1);
  const isCropped = bits.take(1) === 1;
  const [left, right, top, bottom] = isCropped
    ? [bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb()]
    : [0, 0, 0, 0];
  const lines = isWhole ? 1 : 2;
  const width = columns * 16 - 2 * (left + right);
  const height = (rows * 16 - 2 * (top + bottom)) * lines;
  return bits.isOver || width <= 0 || height <= 0 ? null : { width, height };
}

/** @returns false for colours, lists and orders that browsers do not send. */
function skipToSize(bits: Bits): boolean {
  const profile = bits.take(8);
  bits.take(16);
  bits.golomb();
  if (HIGH_PROFILES.has(profile)) {
    // Colours halved both ways, depth, depth, one flag, no lists.
    if (bits.golomb() !== 1) return false;
    bits.golomb();
    bits.golomb();
    bits.take(1);
    if (bits.take(1) === 1) return false;
  }
  bits.golomb();
  const orderType = bits.golomb();
  if (orderType === 1) return false;
  if (orderType === 0) bits.golomb();
  bits.golomb();
  bits.take(1);
  return true;
}

function withoutEscapes(bytes: Buffer): Buffer {
  const kept = [...bytes].filter(
    (byte, at) => !(byte === 3 && at > 1 && bytes[at - 1] === 0 && bytes[at - 2] === 0),
  );
  return Buffer.from(kept);
}

class Bits {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isOver(): boolean {
    return this.#at > this.#bytes.length * 8;
  }

  take(count: number): number {
    let value = 0;
    for (let taken = 0; taken < count; taken += 1) {
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  /** Exp-Golomb. @see ITU-T H.264 §9.1 */
  golomb(): number {
    let zeros = 0;
    while (zeros < 32 && !this.isOver && this.take(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + this.take(zeros);
  }
}

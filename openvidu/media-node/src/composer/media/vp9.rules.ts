import type { PicturePiece } from './picture-piece.rules.js';

const FLAG = {
  pictureId: 0x80,
  inter: 0x40,
  layers: 0x20,
  flexible: 0x10,
  begin: 0x08,
  structure: 0x02,
} as const;

/** A piece of a VP9 frame out of an RTP packet. @see RFC 9628 §4.2 */
export function parseVp9(payload: Buffer): PicturePiece | null {
  const skip = descriptorLength(payload);
  if (skip === null || skip >= payload.length) return null;
  const flags = payload.readUInt8(0);
  const isFirst = (flags & FLAG.begin) !== 0;
  const size = isFirst && (flags & FLAG.inter) === 0 ? keySize(payload.subarray(skip)) : null;
  return {
    isFirst,
    isKey: size !== null,
    width: size?.width ?? 0,
    height: size?.height ?? 0,
    parts: [{ offset: skip, length: payload.length - skip, prefix: 0 }],
  };
}

function descriptorLength(payload: Buffer): number | null {
  if (payload.length < 2) return null;
  const flags = payload.readUInt8(0);
  let at = 1;
  if ((flags & FLAG.pictureId) !== 0) at += (payload.readUInt8(at) & 0x80) !== 0 ? 2 : 1;
  if ((flags & FLAG.layers) !== 0) at += (flags & FLAG.flexible) !== 0 ? 1 : 2;
  if ((flags & FLAG.flexible) !== 0 && (flags & FLAG.inter) !== 0) at = behindReferences(payload, at);
  return (flags & FLAG.structure) !== 0 ? behindStructure(payload, at) : at;
}

function behindReferences(payload: Buffer, from: number): number {
  let at = from;
  for (let count = 0; count < 3 && at < payload.length; count += 1)
    if ((payload.readUInt8(at++) & 1) === 0) break;
  return at;
}

function behindStructure(payload: Buffer, from: number): number | null {
  if (from >= payload.length) return null;
  const head = payload.readUInt8(from);
  let at = from + 1;
  if ((head & 0x10) !== 0) at += 4 * ((head >> 5) + 1);
  if ((head & 0x08) === 0) return at;
  const count = payload[at] ?? 0;
  at += 1;
  for (let picture = 0; picture < count && at < payload.length; picture += 1)
    at += 1 + ((payload.readUInt8(at) >> 2) & 3);
  return at;
}

/**
 * Size of a key frame of profile 0, the one that browsers send.
 *
 * @see VP9 bitstream specification §6.2, "uncompressed_header"
 */
function keySize(frame: Buffer): { width: number; height: number } | null {
  if (frame.length < 9) return null;
  const head = frame.readUInt8(0);
  // Frame marker 2, profile 0, not a repeated one, key frame.
  if ((head & 0xfc) !== 0x80 || frame.readUIntBE(1, 3) !== 0x498342) return null;
  // Three bits of colour space and one of range, then twice sixteen bits.
  const bits = (BigInt(frame.readUIntBE(4, 5)) >> 4n) & 0xffffffffn;
  return { width: Number(bits >> 16n) + 1, height: Number(bits & 0xffffn) + 1 };
}

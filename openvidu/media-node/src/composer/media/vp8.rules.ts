import type { PicturePiece } from './picture-piece.rules.js';

const START_CODE = 0x9d012a;

/** A piece of a VP8 frame out of an RTP packet. @see RFC 7741 */
export function parseVp8(payload: Buffer): PicturePiece | null {
  const skip = descriptorLength(payload);
  if (skip === null || skip >= payload.length) return null;
  const descriptor = payload.readUInt8(0);
  const isFirst = (descriptor & 0x10) !== 0 && (descriptor & 0x07) === 0;
  const parts = [{ offset: skip, length: payload.length - skip, prefix: 0 }];
  const piece = { isFirst, isKey: false, width: 0, height: 0, parts };
  // RFC 6386 §9.1: the lowest bit of a frame's first byte is 0 in key frames, whose size stands behind a start code.
  if (!isFirst || (payload.readUInt8(skip) & 1) !== 0) return piece;
  if (payload.length < skip + 10 || payload.readUIntBE(skip + 3, 3) !== START_CODE) return piece;
  const width = payload.readUInt16LE(skip + 6) & 0x3fff;
  const height = payload.readUInt16LE(skip + 8) & 0x3fff;
  return { ...piece, isKey: width > 0 && height > 0, width, height };
}

function descriptorLength(payload: Buffer): number | null {
  if (payload.length < 1) return null;
  if ((payload.readUInt8(0) & 0x80) === 0) return 1;
  if (payload.length < 4) return null;
  const extensions = payload.readUInt8(1);
  let length = 2;
  if ((extensions & 0x80) !== 0) length += (payload.readUInt8(2) & 0x80) !== 0 ? 2 : 1;
  if ((extensions & 0x40) !== 0) length += 1;
  if ((extensions & 0x30) !== 0) length += 1;
  return length;
}

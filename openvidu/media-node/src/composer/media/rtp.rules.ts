/** The parts of an RTP packet that composing needs. @see RFC 3550 §5.1, RFC 8285 */
export interface RtpPacket {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly isMarked: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  /** Where the payload begins and ends in the packet's bytes; empty when it is padding only. */
  readonly start: number;
  readonly end: number;
  /** Quarter turns clockwise that the picture has to be shown with, when the packet says so. */
  readonly turns: number | null;
}

const FIXED_HEADER = 12;
const ONE_BYTE_EXTENSIONS = 0xbede;

/**
 * @param bytes Anything that came as a packet.
 * @param orientationId Id of the extension `urn:3gpp:video-orientation`, 0 when it was not agreed on.
 * @returns null when it is no RTP.
 */
export function parseRtp(bytes: Buffer, orientationId = 0): RtpPacket | null {
  if (bytes.length < FIXED_HEADER) return null;
  const first = bytes.readUInt8(0);
  if (first >> 6 !== 2) return null;
  let start = FIXED_HEADER + (first & 0x0f) * 4;
  let turns: number | null = null;
  if ((first & 0x10) !== 0) {
    if (bytes.length < start + 4) return null;
    const profile = bytes.readUInt16BE(start);
    const extensionsEnd = start + 4 + bytes.readUInt16BE(start + 2) * 4;
    if (profile === ONE_BYTE_EXTENSIONS && orientationId > 0)
      turns = turnsIn(bytes.subarray(start + 4, extensionsEnd), orientationId);
    start = extensionsEnd;
  }
  const padding = (first & 0x20) !== 0 ? bytes.readUInt8(bytes.length - 1) : 0;
  if (start > bytes.length) return null;
  const second = bytes.readUInt8(1);
  return {
    ssrc: bytes.readUInt32BE(8),
    payloadType: second & 0x7f,
    isMarked: (second & 0x80) !== 0,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    start,
    end: Math.max(start, bytes.length - padding),
    turns,
  };
}

/** @see 3GPP TS 26.114 §7.4.5  the two low bits are the rotation in quarter turns */
function turnsIn(extensions: Buffer, orientationId: number): number | null {
  for (let at = 0; at < extensions.length;) {
    const head = extensions.readUInt8(at);
    const length = (head & 0x0f) + 1;
    if (head === 0) at += 1;
    else if (head >> 4 === orientationId && at + 1 < extensions.length)
      return extensions.readUInt8(at + 1) & 3;
    else at += 1 + length;
  }
  return null;
}

/**
 * Counts on where a counter of `bits` bits starts over, in both directions.
 *
 * @returns For each value the number nearest to the last one that ends in it.
 */
export function unwrapper(bits: 16 | 32): (value: number) => number {
  const size = 2 ** bits;
  let last: number | null = null;
  return (value) => {
    if (last === null) return (last = value + size);
    const step = (((value - last) % size) + size) % size;
    const next = last + (step >= size / 2 ? step - size : step);
    // A straggler does not turn the counter back.
    if (next > last) last = next;
    return next;
  };
}

/**
 * The main Opus packet inside of redundant coding: the last of its blocks.
 *
 * @see RFC 2198 §3
 */
export function primaryOfRed(payload: Buffer): Buffer {
  let at = 0;
  let redundant = 0;
  while (at + 4 <= payload.length && (payload.readUInt8(at) & 0x80) !== 0) {
    redundant += payload.readUInt16BE(at + 2) & 0x3ff;
    at += 4;
  }
  return payload.subarray(Math.min(payload.length, at + 1 + redundant));
}

/** Twenty milliseconds of silence (CELT, full band, mono). */
export const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
export const SILENCE_MS = 20;

const FRAME_MS = {
  silk: [10, 20, 40, 60],
  hybrid: [10, 20],
  celt: [2.5, 5, 10, 20],
} as const;

/** How long an Opus packet sounds, in ms; 0 when it is none. @see RFC 6716 §3.1 */
export function opusDurationMs(packet: Buffer): number {
  if (packet.length === 0) return 0;
  const toc = packet.readUInt8(0);
  const frames = framesIn(packet, toc & 3);
  return frames * frameMs(toc >> 3);
}

function frameMs(config: number): number {
  if (config < 12) return FRAME_MS.silk[config % 4] ?? 20;
  if (config < 16) return FRAME_MS.hybrid[config % 2] ?? 20;
  return FRAME_MS.celt[config % 4] ?? 20;
}

function framesIn(packet: Buffer, code: number): number {
  if (code === 0) return 1;
  if (code < 3) return 2;
  return packet.length < 2 ? 0 : packet.readUInt8(1) & 0x3f;
}

/**
 * A packet that stands for a lost one: its frame is empty, so the decoder goes on with what it heard before.
 *
 * @param before The packet that came last.
 * @see RFC 6716 §3.2.1  a frame of length 0 is one that was lost
 */
export function concealment(before: Buffer): { packet: Buffer; durationMs: number } {
  const toc = before.readUInt8(0);
  return { packet: Buffer.from([toc & 0xfc]), durationMs: frameMs(toc >> 3) };
}

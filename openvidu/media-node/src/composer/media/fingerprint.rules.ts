import type { RtpPacket } from './rtp.rules.js';

/** Silence and comfort noise are shorter and all alike. */
const LEAST = 16;
const OCTETS = 16;

/**
 * What a packet can be known by in another place, where it was counted anew and may have been cut off.
 *
 * @returns null when too little is in it.
 */
export function fingerprint({ ssrc, start, end }: RtpPacket, bytes: Buffer): string | null {
  if (end - start < LEAST) return null;
  return `${ssrc} ${bytes.toString('latin1', start, start + OCTETS)}`;
}

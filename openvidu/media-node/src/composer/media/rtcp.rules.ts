/** What a sender says in a report: at this moment of its own clock it would have stamped a packet with this time. */
export interface SenderReport {
  readonly ssrc: number;
  /** Milliseconds since the epoch by the sender's clock, which may be wrong, but is one for its sound and its pictures. */
  readonly senderMs: number;
  /** On the clock of the packets, 32 bits. */
  readonly timestamp: number;
}

const SENDER_REPORT = 200;
const HEAD = 4;
const REPORT = 28;
/** From 1900, where NTP counts from, to 1970. */
const NTP_EPOCH_S = 2_208_988_800;
const FRACTIONS_A_MS = 2 ** 32 / 1000;

/**
 * Reads the sender reports of a compound packet; what else is in it, and what is cut off, is left out.
 *
 * @see RFC 3550 §6.4.1
 */
export function senderReports(bytes: Buffer): SenderReport[] {
  const found: SenderReport[] = [];
  for (let at = 0; at + HEAD <= bytes.length; at += HEAD + bytes.readUInt16BE(at + 2) * 4) {
    if (bytes.readUInt8(at) >> 6 !== 2) break;
    if (bytes.readUInt8(at + 1) === SENDER_REPORT && at + REPORT <= bytes.length)
      found.push(reportAt(bytes, at));
  }
  return found;
}

/** RTP and RTCP come the same way. @see RFC 5761 §4 */
export const isRtcp = (bytes: Buffer): boolean => {
  const type = bytes.length < 2 ? 0 : bytes.readUInt8(1);
  return type >= 192 && type <= 223;
};

function reportAt(bytes: Buffer, at: number): SenderReport {
  const seconds = bytes.readUInt32BE(at + 8) - NTP_EPOCH_S;
  const senderMs = seconds * 1000 + bytes.readUInt32BE(at + 12) / FRACTIONS_A_MS;
  return { ssrc: bytes.readUInt32BE(at + 4), senderMs, timestamp: bytes.readUInt32BE(at + 16) };
}

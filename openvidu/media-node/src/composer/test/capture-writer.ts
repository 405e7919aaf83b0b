/** What a sender sends, RTP or RTCP, and when it came. */
export interface CapturedOut {
  readonly arrivedMs: number;
  readonly bytes: Buffer;
  /** Of Janus to the peer. */
  readonly isOutgoing?: boolean;
}

const CAPTURED_BYTES = 64;

/** A capture as Janus writes it (`start_pcap`), packets cut off as it is asked to. */
export function captureBytes(packets: readonly CapturedOut[]): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4);
  return Buffer.concat([head, ...packets.flatMap(wrapped)]);
}

function wrapped({ arrivedMs, bytes, isOutgoing = false }: CapturedOut): Buffer[] {
  const cut = bytes.subarray(0, CAPTURED_BYTES);
  const head = Buffer.alloc(16 + 42);
  head.writeUInt32LE(Math.floor(arrivedMs / 1000));
  head.writeUInt32LE(Math.round((arrivedMs % 1000) * 1000), 4);
  head.writeUInt32LE(42 + cut.length, 8);
  head.writeUInt32LE(42 + bytes.length, 12);
  head.writeUInt32BE(isOutgoing ? 0x0a020202 : 0x0a010101, 16 + 26);
  return [head, cut];
}

export interface ReportOut {
  readonly ssrc: number;
  readonly senderMs: number;
  readonly timestamp: number;
}

/** A sender report as Chromium sends it: a description of the source behind it. */
export function reportBytes({ ssrc, senderMs, timestamp }: ReportOut): Buffer {
  const bytes = Buffer.alloc(28 + 12);
  bytes.writeUInt32BE(0x80c80006);
  bytes.writeUInt32BE(ssrc, 4);
  bytes.writeUInt32BE(Math.floor(senderMs / 1000) + 2_208_988_800, 8);
  bytes.writeUInt32BE(Math.floor(((senderMs % 1000) / 1000) * 2 ** 32), 12);
  bytes.writeUInt32BE(((Math.round(timestamp) % 2 ** 32) + 2 ** 32) % 2 ** 32, 16);
  bytes.writeUInt32BE(0x81ca0002, 28);
  bytes.writeUInt32BE(ssrc, 32);
  return bytes;
}

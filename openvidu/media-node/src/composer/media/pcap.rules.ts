const FILE_HEAD = 24;
const PACKET_HEAD = 16;
const LITTLE_ENDIAN = 0xa1b2c3d4;
/** Ethernet, IPv4 and UDP, which Janus makes up around what it writes. */
const WRAPPING = 14 + 20 + 8;
const SOURCE_AT = 14 + 12;
/** 10.1.1.1 stands for the peer, 10.2.2.2 for Janus. */
const FROM_PEER = 0x0a010101;

export interface CapturedPacket {
  /** Epoch ms. */
  readonly arrivedMs: number;
  readonly bytes: Buffer;
}

/**
 * What a peer sent, out of a capture of Janus: its first octets, decrypted. A file that was cut off gives what is whole.
 *
 * @see https://janus.conf.meetecho.com/docs/admin  `start_pcap`
 * @see https://wiki.wireshark.org/Development/LibpcapFileFormat
 */
export function* capturedPackets(bytes: Buffer): Generator<CapturedPacket> {
  if (bytes.length < FILE_HEAD) return;
  const isLittle = bytes.readUInt32LE(0) === LITTLE_ENDIAN;
  const read = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  for (let at = FILE_HEAD; at + PACKET_HEAD <= bytes.length;) {
    const arrivedMs = read(at) * 1000 + read(at + 4) / 1000;
    const length = read(at + 8);
    const start = at + PACKET_HEAD;
    at = start + length;
    if (at > bytes.length) return;
    if (length > WRAPPING && bytes.readUInt32BE(start + SOURCE_AT) === FROM_PEER)
      yield { arrivedMs, bytes: bytes.subarray(start + WRAPPING, at) };
  }
}

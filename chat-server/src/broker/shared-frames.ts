const LONGEST_HEADER = 10;
const FINAL_TEXT = 0x81;

/**
 * Frames for many receivers, encoded once: as they are for plain TCP, and with the header of one WebSocket text message
 * in front. The octets are shared, so nobody may write into them.
 *
 * @see RFC 6455 §5.2  a server's messages are not masked
 */
export class SharedFrames {
  readonly plain: Buffer;
  readonly webSocket: Buffer;

  /** @param text One frame or several, one behind the other. */
  constructor(text: string) {
    const length = Buffer.byteLength(text);
    const octets = Buffer.allocUnsafeSlow(LONGEST_HEADER + length);
    octets.write(text, LONGEST_HEADER, 'utf8');
    this.plain = octets.subarray(LONGEST_HEADER);
    this.webSocket = octets.subarray(writeHeader(octets, length));
  }
}

/** Writes the header right in front of the content. @returns where it begins */
function writeHeader(octets: Buffer, length: number): number {
  if (length < 126) {
    octets[8] = FINAL_TEXT;
    octets[9] = length;
    return 8;
  }
  if (length < 65_536) {
    octets[6] = FINAL_TEXT;
    octets[7] = 126;
    octets.writeUInt16BE(length, 8);
    return 6;
  }
  octets[0] = FINAL_TEXT;
  octets[1] = 127;
  octets.writeBigUInt64BE(BigInt(length), 2);
  return 0;
}

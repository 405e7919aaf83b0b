const LONGEST_HEADER = 10;
const FINAL_TEXT = 0x81;

/** Frames as they go over the wire: as they are, for plain TCP, and as text messages of a WebSocket. */
export interface Octets {
  readonly plain: Buffer;
  readonly webSocket: Buffer;
}

/**
 * Frames for many receivers, encoded once: as they are for plain TCP, and with the header of one WebSocket text message
 * in front. The octets are shared, so nobody may write into them.
 *
 * @see RFC 6455 §5.2  a server's messages are not masked
 */
export class SharedFrames implements Octets {
  readonly webSocket: Buffer;
  readonly #length: number;

  /** @param text One frame or several, one behind the other. */
  constructor(text: string) {
    this.#length = Buffer.byteLength(text);
    const octets = Buffer.allocUnsafe(LONGEST_HEADER + this.#length);
    octets.write(text, LONGEST_HEADER, 'utf8');
    this.webSocket = octets.subarray(writeHeader(octets, this.#length));
  }

  get plain(): Buffer {
    return this.webSocket.subarray(this.webSocket.length - this.#length);
  }
}

/** Both, in one piece: copying a message costs a tenth of what a second write does. */
export function together(first: Octets, second: Octets): Octets {
  return {
    get plain() {
      return Buffer.concat([first.plain, second.plain]);
    },
    get webSocket() {
      return Buffer.concat([first.webSocket, second.webSocket]);
    },
  };
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

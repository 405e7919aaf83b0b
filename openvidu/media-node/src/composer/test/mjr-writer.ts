import { open } from 'node:fs/promises';

export interface RtpOut {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly isMarked: boolean;
  readonly payload: Buffer;
  readonly arrivedMs: number;
  /** Quarter turns in the extension with id 3. */
  readonly turns?: number;
}

/** A recording as Janus writes it. Packets in the order they came. */
export async function writeMjr(
  path: string,
  header: { readonly kind: 'a' | 'v'; readonly codec: string },
  packets: readonly RtpOut[],
): Promise<void> {
  const startMs = packets[0]?.arrivedMs ?? 0;
  const info = {
    t: header.kind,
    c: header.codec,
    x: { '3': 'urn:3gpp:video-orientation' },
    s: Math.round((startMs - 5) * 1000),
    u: Math.round(startMs * 1000),
  };
  const text = Buffer.from(JSON.stringify(info));
  const file = await open(path, 'w');
  try {
    await file.writeFile(Buffer.concat([Buffer.from('MJR00002'), uint16(text.length), text]));
    for (let at = 0; at < packets.length; at += AT_ONCE) {
      const some = packets.slice(at, at + AT_ONCE);
      await file.writeFile(Buffer.concat(some.flatMap((packet) => meetecho(packet, startMs))));
    }
  } finally {
    await file.close();
  }
}

const AT_ONCE = 2000;

function meetecho(packet: RtpOut, startMs: number): Buffer[] {
  const bytes = rtpBytes(packet);
  const head = Buffer.alloc(6);
  head.writeUInt32BE(Math.max(0, Math.floor(packet.arrivedMs - startMs)));
  head.writeUInt16BE(bytes.length, 4);
  return [Buffer.from('MEET'), head, bytes];
}

export function rtpBytes({
  payloadType,
  sequence,
  timestamp,
  isMarked,
  payload,
  turns,
  ssrc,
}: RtpOut): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt8(turns === undefined ? 0x80 : 0x90);
  head.writeUInt8((isMarked ? 0x80 : 0) | payloadType, 1);
  head.writeUInt16BE(((sequence % 65536) + 65536) % 65536, 2);
  head.writeUInt32BE(Math.round(timestamp) % 2 ** 32, 4);
  head.writeUInt32BE(ssrc, 8);
  const extension =
    turns === undefined ? Buffer.alloc(0) : Buffer.from([0xbe, 0xde, 0, 1, 0x30, turns, 0, 0]);
  return Buffer.concat([head, extension, payload]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

import { open, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';

/** What an `.mjr` file says of itself. */
export const MjrHeader = z.object({
  /** `a` or `v`. */
  t: z.enum(['a', 'v']),
  /** Codec, lower case: `vp8`, `opus`. */
  c: z.string(),
  /** Microseconds since the epoch when the first packet came. */
  u: z.number().nonnegative(),
  /** RTP header extensions by id. */
  x: z.record(z.string(), z.string()).optional(),
  /** Payload type of redundant Opus (RFC 2198), when it was agreed on. */
  or: z.int().optional(),
});
export type MjrHeader = z.infer<typeof MjrHeader>;

/** One RTP packet as it came; `bytes` is only good until the next one is asked for. */
export interface MjrPacket {
  readonly arrivedMs: number;
  /** Where its first byte is in the file. */
  readonly offset: number;
  readonly bytes: Buffer;
}

const MAGIC = Buffer.from('MJR00002');
const PACKET = Buffer.from('MEET');
const PACKET_HEAD = 10;
const CHUNK = 1 << 20;

/**
 * Reads the recordings of Janus, front to back.
 *
 * A file that was cut off (Janus was killed, the disk was full) gives all whole packets before the cut; bytes that
 * are no packet are stepped over.
 *
 * @see https://janus.conf.meetecho.com/docs/recordings  the format, version 2
 */
export class MjrFile {
  readonly #file: FileHandle;
  readonly #firstPacketAt: number;

  private constructor(
    file: FileHandle,
    readonly header: MjrHeader,
    firstPacketAt: number,
  ) {
    this.#file = file;
    this.#firstPacketAt = firstPacketAt;
  }

  /** @returns null when the file is not there, or holds no packet. */
  static async open(path: string): Promise<MjrFile | null> {
    const file = await open(path, 'r').catch(() => null);
    if (file === null) return null;
    const head = Buffer.alloc(MAGIC.length + 2 + 0xffff);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const header = toHeader(head.subarray(0, bytesRead));
    if (header !== null) return new MjrFile(file, header.header, header.length);
    await file.close();
    return null;
  }

  /** @throws The signal's reason. */
  async *packets(signal?: AbortSignal): AsyncGenerator<MjrPacket> {
    const startMs = this.header.u / 1000;
    let held = Buffer.alloc(0);
    let heldAt = this.#firstPacketAt;
    for (;;) {
      signal?.throwIfAborted();
      const chunk = Buffer.allocUnsafe(CHUNK);
      const { bytesRead } = await this.#file.read(chunk, 0, CHUNK, heldAt + held.length);
      if (bytesRead === 0) return;
      held = Buffer.concat([held, chunk.subarray(0, bytesRead)]);
      let at = 0;
      for (let packet = nextPacket(held, at); packet !== null; packet = nextPacket(held, at)) {
        at = packet.end;
        const bytes = held.subarray(packet.start, packet.end);
        yield { arrivedMs: startMs + packet.sinceStartMs, offset: heldAt + packet.start, bytes };
      }
      const kept = held.length - at > CHUNK ? held.length - PACKET_HEAD : at;
      heldAt += kept;
      held = held.subarray(kept);
    }
  }

  /** Fills `into` from `offset` on. */
  async read(into: Buffer, offset: number): Promise<number> {
    const { bytesRead } = await this.#file.read(into, 0, into.length, offset);
    return bytesRead;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function toHeader(bytes: Buffer): { header: MjrHeader; length: number } | null {
  if (bytes.length < MAGIC.length + 2 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const length = MAGIC.length + 2 + bytes.readUInt16BE(MAGIC.length);
  if (bytes.length < length) return null;
  const parsed = MjrHeader.safeParse(fromJson(bytes.toString('utf8', MAGIC.length + 2, length)));
  return parsed.success ? { header: parsed.data, length } : null;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @returns null when the bytes from `at` on hold no whole packet. */
function nextPacket(bytes: Buffer, at: number) {
  const found = bytes.indexOf(PACKET, at);
  if (found === -1 || bytes.length < found + PACKET_HEAD) return null;
  const start = found + PACKET_HEAD;
  const end = start + bytes.readUInt16BE(found + 8);
  return end > bytes.length ? null : { start, end, sinceStartMs: bytes.readUInt32BE(found + 4) };
}

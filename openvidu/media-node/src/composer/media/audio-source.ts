import { FileWindow } from './file-window.js';
import { InSequence } from './in-sequence.rules.js';
import { MjrFile } from './mjr.js';
import { opusDurationMs } from './opus.rules.js';
import { RtpClockFit } from './rtp-clock.rules.js';
import type { Reading } from './reading.js';
import { parseRtp, primaryOfRed, unwrapper } from './rtp.rules.js';

/** An Opus packet and when it was here, in ms since the epoch. */
export interface SoundPacket {
  readonly sequence: number;
  readonly sentMs: number;
  readonly durationMs: number;
  readonly offset: number;
  readonly length: number;
}

export interface TimedSound extends SoundPacket {
  readonly atMs: number;
}

const OPUS_CLOCK_PER_MS = 48;
const REORDER_DEPTH = 128;

/** The sound of one `.mjr` file. */
export class AudioSource {
  readonly #file: MjrFile;
  readonly #window: FileWindow;

  private constructor(
    file: MjrFile,
    readonly packets: readonly TimedSound[],
  ) {
    this.#file = file;
    this.#window = new FileWindow(file);
  }

  /** @returns null when there is nothing to be heard in it. @throws the signal's reason */
  static async open(path: string, reading: Reading): Promise<AudioSource | null> {
    const file = await MjrFile.open(path);
    if (file === null) return null;
    let source: AudioSource | null = null;
    try {
      const packets = file.header.c === 'opus' ? await readPackets(file, reading) : [];
      if (packets.length > 0) source = new AudioSource(file, packets);
      return source;
    } finally {
      if (source === null) await file.close();
    }
  }

  bytesOf({ offset, length }: SoundPacket): Promise<Buffer> {
    return this.#window.read([0, offset, length]);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function readPackets(file: MjrFile, { within, signal }: Reading): Promise<TimedSound[]> {
  const sequenceOf = unwrapper(16);
  const timestampOf = unwrapper(32);
  const order = new InSequence<SoundPacket>(REORDER_DEPTH);
  const fit = new RtpClockFit();
  const packets: SoundPacket[] = [];
  for await (const { bytes, offset, arrivedMs } of file.packets(signal)) {
    const rtp = parseRtp(bytes);
    if (rtp === null) continue;
    const payload = bytes.subarray(rtp.start, rtp.end);
    const opus = rtp.payloadType === file.header.or ? primaryOfRed(payload) : payload;
    const durationMs = opusDurationMs(opus);
    const sentMs = timestampOf(rtp.timestamp) / OPUS_CLOCK_PER_MS;
    if (durationMs > 0) fit.add({ sentMs, arrivedMs: arrivedMs - durationMs });
    packets.push(
      ...order.push({
        sequence: sequenceOf(rtp.sequence),
        sentMs,
        durationMs,
        offset: offset + opus.byteOffset - bytes.byteOffset,
        length: opus.length,
      }),
    );
  }
  packets.push(...order.end());
  const clock = fit.fit();
  return packets
    .filter(({ durationMs }) => durationMs > 0)
    .map((packet) => ({ ...packet, atMs: clock.toWallMs(packet.sentMs) }))
    .filter(({ atMs }) => atMs >= within.fromMs && atMs < within.toMs);
}

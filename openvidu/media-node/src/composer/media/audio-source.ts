import { FileWindow } from './file-window.js';
import { InSequence } from './in-sequence.rules.js';
import { MjrFile, type MjrPacket } from './mjr.js';
import { opusDurationMs } from './opus.rules.js';
import type { Overheard } from './overheard.rules.js';
import type { Reading } from './reading.js';
import { lagsOf, ReportedTimes, type Lag } from './reported-times.rules.js';
import { RtpClockFit, type RtpClock } from './rtp-clock.rules.js';
import { parseRtp, primaryOfRed, unwrapper, type RtpPacket } from './rtp.rules.js';

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
      const { packets } = await readPackets(file, reading);
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

/** What a file of sound tells of its sender's clock; nothing without the sender's reports. */
export async function soundLags(path: string, reading: Reading, overheard: Overheard): Promise<Lag[]> {
  const file = await MjrFile.open(path);
  if (file === null) return [];
  try {
    const reported = new ReportedTimes(overheard, OPUS_CLOCK_PER_MS);
    const { clock } = await readPackets(file, reading, (rtp, packet, sentMs) => {
      reported.see(rtp, packet, sentMs);
    });
    return lagsOf(reported.marks(), clock);
  } finally {
    await file.close();
  }
}

type OnRtp = (rtp: RtpPacket, packet: MjrPacket, sentMs: number) => void;

interface Heard {
  readonly packets: readonly TimedSound[];
  readonly clock: RtpClock;
}

async function readPackets(file: MjrFile, { within, signal }: Reading, onRtp?: OnRtp): Promise<Heard> {
  const sequenceOf = unwrapper(16);
  const timestampOf = unwrapper(32);
  const order = new InSequence<SoundPacket>(REORDER_DEPTH);
  const fit = new RtpClockFit();
  const packets: SoundPacket[] = [];
  if (file.header.c !== 'opus') return { packets: [], clock: fit.fit() };
  for await (const packet of file.packets(signal)) {
    const { bytes, offset, arrivedMs } = packet;
    const rtp = parseRtp(bytes);
    if (rtp === null) continue;
    const payload = bytes.subarray(rtp.start, rtp.end);
    const opus = rtp.payloadType === file.header.or ? primaryOfRed(payload) : payload;
    const durationMs = opusDurationMs(opus);
    const sentMs = timestampOf(rtp.timestamp) / OPUS_CLOCK_PER_MS;
    onRtp?.(rtp, packet, sentMs);
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
  const timed = packets
    .filter(({ durationMs }) => durationMs > 0)
    .map((packet) => ({ ...packet, atMs: clock.toWallMs(packet.sentMs) }))
    .filter(({ atMs }) => atMs >= within.fromMs && atMs < within.toMs);
  return { packets: timed, clock };
}

import { FileWindow } from './file-window.js';
import { InSequence } from './in-sequence.rules.js';
import { MjrFile, type MjrHeader, type MjrPacket } from './mjr.js';
import { PICTURE_CODECS, PICTURE_PARSERS, type PictureCodec } from './picture-codec.rules.js';
import type { PicturePiece } from './picture-piece.rules.js';
import type { Overheard } from './overheard.rules.js';
import type { Reading } from './reading.js';
import { reportedClock, ReportedTimes, type Lag } from './reported-times.rules.js';
import { RtpClockFit } from './rtp-clock.rules.js';
import { parseRtp, unwrapper } from './rtp.rules.js';
import {
  FrameAssembler,
  decodable,
  inTime,
  type CodedFrame,
  type PicturePacket,
  type TimedFrame,
} from './video-frames.rules.js';

const VIDEO_CLOCK_PER_MS = 90;
/** About three seconds of a good picture. */
const REORDER_DEPTH = 512;
const ORIENTATION = 'urn:3gpp:video-orientation';

export interface PictureReading extends Reading {
  readonly overheard: Overheard;
  /** What the sound of the same sender tells of its clock; with none, arrivals tell when pictures were. */
  readonly lags: readonly Lag[];
}

/** The pictures of one `.mjr` file, as they can be decoded. */
export class VideoSource {
  readonly #file: MjrFile;
  readonly #window: FileWindow;

  private constructor(
    file: MjrFile,
    readonly codec: PictureCodec,
    readonly frames: readonly TimedFrame[],
  ) {
    this.#file = file;
    this.#window = new FileWindow(file);
  }

  /**
   * @returns null when there is nothing to be seen in it: no file, no key frame, a codec that is not known.
   * @throws The signal's reason.
   */
  static async open(path: string, reading: PictureReading): Promise<VideoSource | null> {
    const file = await MjrFile.open(path);
    if (file === null) return null;
    let source: VideoSource | null = null;
    try {
      const codec = PICTURE_CODECS.find((name) => name === file.header.c);
      const frames = codec === undefined ? [] : await readFrames(file, codec, reading);
      if (codec !== undefined && frames.length > 0) source = new VideoSource(file, codec, frames);
      return source;
    } finally {
      if (source === null) await file.close();
    }
  }

  bytesOf(frame: CodedFrame): Promise<Buffer> {
    return this.#window.read(frame.pieces);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function readFrames(
  file: MjrFile,
  codec: PictureCodec,
  { within, signal, overheard, lags }: PictureReading,
): Promise<TimedFrame[]> {
  const reported = new ReportedTimes(overheard, VIDEO_CLOCK_PER_MS);
  const parse = pictureParser(file.header, codec, reported);
  const order = new InSequence<PicturePacket>(REORDER_DEPTH);
  const assembler = new FrameAssembler();
  const fit = new RtpClockFit();
  const frames: CodedFrame[] = [];
  for await (const packet of file.packets(signal)) {
    const picture = parse(packet);
    if (picture === null) continue;
    // A frame's later packets wait for the ones before them to be sent.
    if (picture.isFirst) fit.add({ sentMs: picture.sentMs, arrivedMs: packet.arrivedMs });
    for (const ready of order.push(picture)) frames.push(...assembler.push(ready));
  }
  for (const ready of order.end()) frames.push(...assembler.push(ready));
  const clock = reportedClock(reported.marks(), lags, fit);
  frames.push(...assembler.end());
  const timed = frames.map((frame) => ({ ...frame, atMs: clock.toWallMs(frame.sentMs) }));
  return decodable(inTime(timed, within));
}

function pictureParser(
  header: MjrHeader,
  codec: PictureCodec,
  reported: ReportedTimes,
): (packet: MjrPacket) => PicturePacket | null {
  const orientationId = orientationOf(header);
  const parse = PICTURE_PARSERS[codec];
  const sequenceOf = unwrapper(16);
  const timestampOf = unwrapper(32);
  return (packet) => {
    const { bytes, offset } = packet;
    const rtp = parseRtp(bytes, orientationId);
    if (rtp === null) return null;
    const sentMs = timestampOf(rtp.timestamp) / VIDEO_CLOCK_PER_MS;
    reported.see(rtp, packet, sentMs);
    // What is none of the codec's holds a place in the sequence, and nothing else.
    const piece = parse(bytes.subarray(rtp.start, rtp.end)) ?? NO_PIECE;
    return {
      ...piece,
      sequence: sequenceOf(rtp.sequence),
      sentMs,
      isMarked: rtp.isMarked,
      turns: rtp.turns,
      parts: piece.parts.map((part) => ({ ...part, offset: offset + rtp.start + part.offset })),
    };
  };
}

const NO_PIECE: PicturePiece = { isFirst: false, isKey: false, width: 0, height: 0, parts: [] };

function orientationOf({ x: extensions = {} }: MjrHeader): number {
  const found = Object.entries(extensions).find(([, uri]) => uri === ORIENTATION);
  return found === undefined ? 0 : Number(found[0]);
}

import { join } from 'node:path';
import type { Take, TakeSegment, TakeStream } from '../../recorder/take.js';
import { showsScreen } from '../plan/screen.rules.js';
import type { Span } from '../plan/spans.rules.js';
import { AudioSource, soundLags } from './audio-source.js';
import { readCaptures } from './capture.js';
import type { PictureCodec } from './picture-codec.rules.js';
import { timeOf } from './reading.js';
import { SoundLine, type SoundBlock } from './sound-line.rules.js';
import { pictureSpans, type PictureSpan } from './video-frames.rules.js';
import { VideoSource } from './video-source.js';
import { WebmFile } from './webm-file.js';

/** What is there of one stream of a take; times are ms since the take's `startedAt`. */
export interface StreamMaterial {
  readonly streamId: string;
  /** WebM with all its pictures on the take's clock, null when there are none. */
  readonly video: string | null;
  readonly pictures: readonly PictureSpan[];
  /** When its key frames are: a decoder can begin there. */
  readonly keysMs: readonly number[];
  readonly sounds: readonly Span[];
}

/** A take's media on one clock, as files that ffmpeg can read from any place on. */
export interface Material {
  readonly streams: readonly StreamMaterial[];
  /** WebM files with sound without a hole from 0 on; who speaks in turn shares one. */
  readonly lanes: readonly string[];
}

export interface MaterialPlan {
  readonly take: Take;
  /** Where the take's files are. */
  readonly from: string;
  /** Where the made ones go. */
  readonly to: string;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** A camera sends without a pause; one that does not is gone. A shared screen that does not change sends nothing. */
const CAMERA_HOLD_MS = 6000;

/** Reads all files of a take once and writes them anew with mended times, without touching what is coded. */
export async function gatherMaterial(plan: MaterialPlan): Promise<Material> {
  const { take, signal, onProgress } = plan;
  const steps = take.streams.length + 1;
  const videos: Pick<StreamMaterial, 'video' | 'pictures' | 'keysMs'>[] = [];
  for (const [index, stream] of take.streams.entries()) {
    signal.throwIfAborted();
    videos.push(await gatherVideo(plan, stream, `video-${index}.webm`));
    onProgress((index + 1) / steps);
  }
  const { lanes, sounds } = await gatherSound(plan);
  onProgress(1);
  const streams = take.streams.map(({ streamId }, index) => ({
    streamId,
    ...(videos[index] ?? { video: null, pictures: [], keysMs: [] }),
    sounds: sounds.get(streamId) ?? [],
  }));
  return { streams, lanes };
}

async function gatherVideo({ take, from, to, signal }: MaterialPlan, stream: TakeStream, name: string) {
  const pictures: PictureSpan[] = [];
  const output = new VideoOutput(join(to, name));
  const files = take.properties.hasVideo ? stream.segments : [];
  try {
    for (const segment of files) {
      signal.throwIfAborted();
      const source =
        segment.video === null ? null : await openVideo(segment.video, segment, { from, signal });
      if (source === null || !(await output.copy(source, take.startedAt, signal))) continue;
      pictures.push(...spansOf(source, segment, showsScreen(stream) ? Infinity : CAMERA_HOLD_MS));
    }
  } finally {
    await output.close();
  }
  return {
    video: output.isEmpty ? null : name,
    pictures: pictures.map((span) => since(span, take.startedAt)),
    keysMs: output.keysMs,
  };
}

interface Whence {
  readonly from: string;
  readonly signal: AbortSignal;
}

async function openVideo(file: string, segment: TakeSegment, { from, signal }: Whence) {
  const reading = { within: timeOf(segment), signal };
  const overheard = await readCaptures(segment.reports.map((name) => join(from, name)));
  const { audio, reports } = segment;
  const isTold = audio !== null && reports.length > 0;
  const lags = isTold ? await soundLags(join(from, audio), reading, overheard) : [];
  return VideoSource.open(join(from, file), { ...reading, overheard, lags });
}

class VideoOutput {
  readonly keysMs: number[] = [];
  readonly #path: string;
  #codec: PictureCodec | null = null;
  #file: WebmFile | null = null;
  #lastMs = -1;

  constructor(path: string) {
    this.#path = path;
  }

  get isEmpty(): boolean {
    return this.#lastMs < 0;
  }

  /** @returns false for what is coded otherwise than what is there: one file can hold it no more than one decoder. */
  async copy(source: VideoSource, originMs: number, signal: AbortSignal): Promise<boolean> {
    try {
      this.#codec ??= source.codec;
      if (source.codec !== this.#codec) return false;
      for (const frame of source.frames) {
        signal.throwIfAborted();
        this.#file ??= await WebmFile.create(this.#path, {
          kind: 'video',
          codec: source.codec,
          width: frame.width,
          height: frame.height,
        });
        this.#lastMs = Math.max(this.#lastMs + 1, Math.round(frame.atMs - originMs));
        if (frame.isKey) this.keysMs.push(this.#lastMs);
        const bytes = await source.bytesOf(frame);
        await this.#file.write({ atMs: this.#lastMs, isKey: frame.isKey, bytes });
      }
      return true;
    } finally {
      await source.close();
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

function spansOf({ frames }: VideoSource, { endedAt }: TakeSegment, holdMs: number): PictureSpan[] {
  return pictureSpans(frames, holdMs).map((span, index, all) => {
    const limitMs = all[index + 1]?.fromMs ?? Math.max(span.toMs, endedAt);
    return { ...span, toMs: Math.min(limitMs, span.toMs + holdMs) };
  });
}

const since = <T extends Span>(span: T, originMs: number): T => ({
  ...span,
  fromMs: Math.max(0, span.fromMs - originMs),
  toMs: Math.max(0, span.toMs - originMs),
});

async function gatherSound({ take, from, to, signal }: MaterialPlan) {
  const lanes: Lane[] = [];
  const sounds = new Map<string, Span[]>();
  try {
    for (const { streamId, file, within } of take.properties.hasAudio ? soundFiles(take) : []) {
      signal.throwIfAborted();
      const source = await AudioSource.open(join(from, file), { within, signal });
      if (source === null) continue;
      const span = since(spanOf(source), take.startedAt);
      let lane = lanes.find(({ endMs }) => endMs <= span.fromMs);
      if (lane === undefined) lanes.push((lane = await Lane.create(join(to, laneName(lanes.length)))));
      await lane.copy(source, take.startedAt, signal);
      sounds.set(streamId, [...(sounds.get(streamId) ?? []), span]);
    }
  } finally {
    for (const lane of lanes) await lane.close();
  }
  return { lanes: lanes.map((_, index) => laneName(index)), sounds };
}

const laneName = (index: number): string => `sound-${index}.webm`;

function soundFiles({ streams }: Take): { streamId: string; file: string; within: Span }[] {
  return streams
    .flatMap(({ streamId, segments }) =>
      segments.flatMap((segment) =>
        segment.audio === null ? [] : [{ streamId, file: segment.audio, within: timeOf(segment) }],
      ),
    )
    .sort((a, b) => a.within.fromMs - b.within.fromMs);
}

function spanOf({ packets }: AudioSource): Span {
  const fromMs = packets.reduce((first, { atMs }) => Math.min(first, atMs), Infinity);
  return { fromMs, toMs: packets.reduce((end, packet) => Math.max(end, packet.atMs + packet.durationMs), 0) };
}

/** One line of sound in a file. */
class Lane {
  readonly #file: WebmFile;
  readonly #line = new SoundLine();

  private constructor(file: WebmFile) {
    this.#file = file;
  }

  static async create(path: string): Promise<Lane> {
    return new Lane(await WebmFile.create(path, { kind: 'audio', codec: 'opus' }));
  }

  get endMs(): number {
    return this.#line.endMs;
  }

  async copy(source: AudioSource, originMs: number, signal: AbortSignal): Promise<void> {
    try {
      for (const packet of source.packets) {
        signal.throwIfAborted();
        const bytes = await source.bytesOf(packet);
        await this.#write(this.#line.push(packet.atMs - originMs, bytes, packet.durationMs));
      }
      this.#line.endSegment();
    } finally {
      await source.close();
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #write(blocks: readonly SoundBlock[]): Promise<void> {
    for (const { atMs, bytes } of blocks) await this.#file.write({ atMs, isKey: true, bytes });
  }
}

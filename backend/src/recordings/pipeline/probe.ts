import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { StageFault } from './fault.js';
import { FfmpegFailed, runFfmpeg } from './ffmpeg.js';
import { filmInput } from './film-input.rules.js';
import { SEGMENT_SEC, type Facts, type VideoFacts } from './ladder.rules.js';

const Stream = z.looseObject({
  index: z.int(),
  codec_type: z.string(),
  codec_name: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  channels: z.int().optional(),
  avg_frame_rate: z.string().optional(),
  bit_rate: z.coerce.number().optional(),
  has_b_frames: z.int().optional(),
});
const Probe = z.looseObject({
  streams: z.array(Stream),
  format: z.looseObject({ tags: z.record(z.string(), z.string()).optional() }),
});
type Stream = z.infer<typeof Stream>;

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Facts, and when each kind of track begins and ends, and where keyframes are, in ms. */
export interface Probed {
  readonly facts: Facts;
  readonly keyframes: readonly number[];
  readonly spans: { readonly video: Span | null; readonly audio: Span | null };
}

const SHORTEST_MS = 500;
/** A keyframe this near to its place is in it. */
const NEAR_MS = 40;

/**
 * Reads what a film is: not only what it says of itself, but every packet, since one that was cut off says more than it has.
 *
 * @throws {StageFault} `source_unreadable`, `nothing_recorded`
 */
export async function probe(file: string, signal: AbortSignal): Promise<Probed> {
  const { streams, format } = await readHead(file, signal);
  const packets = await readPackets(file, signal);
  // A track of which nothing came is none.
  const here = streams.filter(({ index }) => packets.spans.has(index));
  const video = here.find((each) => each.codec_type === 'video' && (each.width ?? 0) > 0) ?? null;
  const audio = here.find((each) => each.codec_type === 'audio') ?? null;
  const spans = { video: spanOf(video, packets), audio: spanOf(audio, packets) };
  const durationMs = endOf(spans.video, spans.audio);
  if (durationMs < SHORTEST_MS) throw new StageFault('nothing_recorded', 'there is nothing in it');
  const facts: Facts = {
    durationMs,
    video: video && videoFacts(video),
    audio: audio && audioFacts(audio),
    startedAtMs: startOf(format.tags ?? {}),
    gaps: gapsIn(format.tags ?? {}),
    // Segments know no order but that of decoding: with frames that are shown out of it, the picture would come late.
    isReady: video?.has_b_frames === 0 && isCutReady(packets.keyframes, endOf(spans.video)),
  };
  return { facts, spans, keyframes: packets.keyframes };
}

function spanOf(stream: Stream | null, { spans }: Packets): Span | null {
  return (stream && spans.get(stream.index)) ?? null;
}

function endOf(...spans: readonly (Span | null)[]): number {
  return Math.round(Math.max(0, ...spans.map((span) => span?.end ?? 0)));
}

async function readHead(file: string, signal: AbortSignal): Promise<z.infer<typeof Probe>> {
  const args = ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', ...filmInput(file)];
  let text = '';
  const onOutput = async (stdout: Readable) => {
    for await (const chunk of stdout) text += (chunk as Buffer).toString('utf8');
  };
  try {
    await runFfmpeg({ program: 'ffprobe', args, signal, onOutput });
    return Probe.parse(JSON.parse(text));
  } catch (cause) {
    signal.throwIfAborted();
    throw new StageFault('source_unreadable', 'it is no film that can be read', { cause });
  }
}

async function readPackets(file: string, signal: AbortSignal): Promise<Packets> {
  const packets: Packets = { spans: new Map(), keyframes: [] };
  const entries = 'packet=stream_index,codec_type,pts_time,duration_time,flags';
  const args = ['-v', 'error', '-show_entries', entries, '-of', 'csv=p=0', ...filmInput(file)];
  const onOutput = async (stdout: Readable) => {
    for await (const line of createInterface({ input: stdout })) takePacket(packets, line);
  };
  try {
    await runFfmpeg({ program: 'ffprobe', args, signal, onOutput });
  } catch (cause) {
    if (!(cause instanceof FfmpegFailed) || cause.how !== 'error') throw cause;
    throw new StageFault('source_unreadable', 'not all of it can be read', { cause });
  }
  return packets;
}

interface Packets {
  readonly spans: Map<number, Span>;
  /** Milliseconds. */
  readonly keyframes: number[];
}

/** @param line Kind, stream, time, duration, flags. */
function takePacket({ spans, keyframes }: Packets, line: string): void {
  const [kind, index, pts, duration, flags] = line.split(',');
  const at = Number(pts) * 1000;
  if (pts === '' || !Number.isFinite(at)) return;
  const end = at + (Number(duration) * 1000 || 0);
  const span = spans.get(Number(index)) ?? { start: at, end };
  spans.set(Number(index), { start: Math.min(span.start, at), end: Math.max(span.end, end) });
  if (kind === 'video' && flags?.startsWith('K')) keyframes.push(at);
}

/** It can be cut every four seconds without encoding it again. */
function isCutReady(keyframes: readonly number[], endMs: number): boolean {
  if (keyframes.length === 0) return false;
  const times = new Set(keyframes.flatMap((at) => [Math.floor(at / NEAR_MS), Math.ceil(at / NEAR_MS)]));
  for (let at = 0; at < endMs; at += SEGMENT_SEC * 1000) {
    const place = at / NEAR_MS;
    if (!times.has(Math.floor(place)) && !times.has(Math.ceil(place))) return false;
  }
  return true;
}

function videoFacts({ codec_name, width = 0, height = 0, avg_frame_rate, bit_rate }: Stream): VideoFacts {
  const [num = 25, den = 1] = (avg_frame_rate ?? '25/1').split('/').map(Number);
  const rate = den > 0 && num > 0 ? num / den : 25;
  const frameRate = Math.min(Math.round(rate * 1000) / 1000, 60);
  return { codec: codec_name ?? '', width, height, frameRate, bitRate: bit_rate ?? null };
}

function audioFacts({ codec_name, channels }: Stream): Facts['audio'] {
  return { codec: codec_name ?? '', channels: channels ?? 0 };
}

/** The media node writes the milliseconds beside, since the format's own field keeps whole seconds only. */
function startOf(tags: Record<string, string>): number | null {
  const [, exact] = /startedAt=(\d{13})/.exec(tags['comment'] ?? '') ?? [];
  if (exact !== undefined) return Number(exact);
  const told = Date.parse(tags['creation_time'] ?? '');
  return Number.isNaN(told) || told === 0 ? null : told;
}

function gapsIn(tags: Record<string, string>): Facts['gaps'] {
  const [, text = ''] = /gaps=([\d,-]+)/.exec(tags['comment'] ?? '') ?? [];
  return [...text.matchAll(/(\d+)-(\d+)/g)].map(([, from, to]) => ({
    fromMs: Number(from),
    toMs: Number(to),
  }));
}

import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TakeSegment } from '../recorder/take.js';
import { AudioSource } from './media/audio-source.js';
import { VideoSource } from './media/video-source.js';
import { WebmFile } from './media/webm-file.js';
import type { WebmTrack } from './media/webm.rules.js';

/** What a stream's file holds. */
export interface IndividualFile {
  readonly sizeBytes: number;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  /** Epoch ms of its first picture or sound, and of the end of its last. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Writes one stream's pictures and sound (VP8 and Opus) into a WebM file without coding them anew: in step with one
 * another, without pictures that cannot be decoded.
 *
 * @param folder Where the segment's files are.
 * @param out Complete when this resolves, and not there when it gives null or throws.
 * @returns null when there is nothing to be seen or heard.
 * @throws The signal's reason.
 */
export async function individualFile(
  segment: TakeSegment,
  folder: string,
  out: string,
  signal: AbortSignal,
): Promise<IndividualFile | null> {
  const video = segment.video === null ? null : await VideoSource.open(join(folder, segment.video));
  const audio = segment.audio === null ? null : await AudioSource.open(join(folder, segment.audio));
  try {
    return await copied({ video, audio }, out, signal);
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  } finally {
    await video?.close();
    await audio?.close();
  }
}

interface Sources {
  readonly video: VideoSource | null;
  readonly audio: AudioSource | null;
}

/** A picture or a packet of sound, which is read when its turn comes. */
interface Item {
  readonly track: number;
  readonly atMs: number;
  readonly endMs: number;
  readonly isKey: boolean;
  readonly read: () => Promise<Buffer>;
}

async function copied(sources: Sources, out: string, signal: AbortSignal): Promise<IndividualFile | null> {
  const tracks = tracksOf(sources);
  const items = itemsOf(sources, tracks.length - 1);
  const [first] = items;
  if (first === undefined) return null;
  const file = await WebmFile.create(out, tracks);
  try {
    await writeAll(file, items, signal);
  } finally {
    await file.close();
  }
  return {
    sizeBytes: (await stat(out)).size,
    hasAudio: sources.audio !== null,
    hasVideo: sources.video !== null,
    startedAt: Math.round(first.atMs),
    endedAt: Math.round(items.reduce((last, { endMs }) => Math.max(last, endMs), 0)),
  };
}

/** The picture comes first: a player begins at its key frames. */
function tracksOf({ video, audio }: Sources): WebmTrack[] {
  const { width = 0, height = 0 } = video?.frames[0] ?? {};
  return [
    ...(video === null ? [] : [{ kind: 'video', codec: 'vp8', width, height } as const]),
    ...(audio === null ? [] : [{ kind: 'audio', codec: 'opus' } as const]),
  ];
}

function itemsOf({ video, audio }: Sources, audioTrack: number): Item[] {
  const pictures = (video?.frames ?? []).map((frame): Item => {
    const { atMs, isKey } = frame;
    return { track: 0, atMs, endMs: atMs, isKey, read: () => bytesOf(video, frame) };
  });
  const sounds = (audio?.packets ?? []).map((packet): Item => {
    const { atMs, durationMs } = packet;
    const read = () => bytesOf(audio, packet);
    return { track: audioTrack, atMs, endMs: atMs + durationMs, isKey: true, read };
  });
  return [...pictures, ...sounds].sort((a, b) => a.atMs - b.atMs);
}

async function bytesOf<T>(source: { bytesOf(item: T): Promise<Buffer> } | null, item: T): Promise<Buffer> {
  return source === null ? Buffer.alloc(0) : source.bytesOf(item);
}

async function writeAll(file: WebmFile, items: readonly Item[], signal: AbortSignal): Promise<void> {
  const originMs = items[0]?.atMs ?? 0;
  const lastMs = [-1, -1];
  for (const { track, atMs, isKey, read } of items) {
    signal.throwIfAborted();
    const time = Math.max((lastMs[track] ?? -1) + 1, Math.round(atMs - originMs));
    lastMs[track] = time;
    await file.write({ track, atMs: time, isKey, bytes: await read() });
  }
}

import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TakeSegment } from '../recorder/take.js';
import { AudioSource } from './media/audio-source.js';
import { VideoSource } from './media/video-source.js';
import { WebmFile, type Block } from './media/webm-file.js';
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

async function copied(
  { video, audio }: Sources,
  out: string,
  signal: AbortSignal,
): Promise<IndividualFile | null> {
  const frames = video?.frames ?? [];
  const packets = audio?.packets ?? [];
  const [frame] = frames;
  if (frame === undefined && packets.length === 0) return null;
  const startedAt = Math.min(frame?.atMs ?? Infinity, packets[0]?.atMs ?? Infinity);
  const videoTracks: WebmTrack[] =
    frame === undefined ? [] : [{ kind: 'video', codec: 'vp8', width: frame.width, height: frame.height }];
  const tracks: WebmTrack[] = [
    ...videoTracks,
    ...(packets.length === 0 ? [] : [{ kind: 'audio', codec: 'opus' } as const]),
  ];
  const file = await WebmFile.create(out, tracks);
  try {
    for await (const block of inTurn({ video, audio }, startedAt, videoTracks.length)) {
      signal.throwIfAborted();
      await file.write(block);
    }
  } finally {
    await file.close();
  }
  const last = packets.at(-1);
  const soundEnd = last === undefined ? 0 : last.atMs + last.durationMs;
  return {
    sizeBytes: (await stat(out)).size,
    hasAudio: packets.length > 0,
    hasVideo: frames.length > 0,
    startedAt: Math.round(startedAt),
    endedAt: Math.round(Math.max(soundEnd, frames.at(-1)?.atMs ?? 0)),
  };
}

/** Pictures and packets of sound as their times come. */
async function* inTurn(
  { video, audio }: Sources,
  startedAt: number,
  audioTrack: number,
): AsyncGenerator<Block> {
  const frames = video?.frames ?? [];
  const packets = audio?.packets ?? [];
  const lastMs = [-1, -1];
  const timeOf = (track: number, atMs: number) =>
    (lastMs[track] = Math.max((lastMs[track] ?? -1) + 1, Math.round(atMs - startedAt)));
  for (let shown = 0, heard = 0; shown < frames.length || heard < packets.length;) {
    const frame = frames[shown];
    const packet = packets[heard];
    if (video !== null && frame !== undefined && (packet === undefined || frame.atMs <= packet.atMs)) {
      shown += 1;
      yield { track: 0, atMs: timeOf(0, frame.atMs), isKey: frame.isKey, bytes: await video.bytesOf(frame) };
    } else if (audio !== null && packet !== undefined) {
      heard += 1;
      const bytes = await audio.bytesOf(packet);
      yield { track: audioTrack, atMs: timeOf(audioTrack, packet.atMs), isKey: true, bytes };
    }
  }
}

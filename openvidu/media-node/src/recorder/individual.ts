import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { localInput } from '../composer/film/local-input.rules.js';
import { MjrFile } from '../composer/media/mjr.js';
import { CommandFailed, runCommand } from './command.js';
import { isDiskTrouble } from './disk.js';
import type { Take, TakeSegment, TakeStream } from './take.js';

/** A file of the archive, in the words of OpenVidu's manifest. */
interface ManifestFile {
  readonly name: string;
  readonly connectionId: string;
  readonly streamId: string;
  readonly size: number;
  readonly clientData: string;
  readonly serverData: string;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  readonly typeOfVideo?: string;
  /** Milliseconds since the recording's `createdAt`. */
  readonly startTimeOffset: number;
  readonly endTimeOffset: number;
}

export interface ArchiveRequest {
  readonly take: Take;
  /** Where its files are; what is made on the way goes into a folder of its own there. */
  readonly folder: string;
  /** The archive's path: it appears there whole or not at all. */
  readonly out: string;
  readonly signal: AbortSignal;
  /** A file of the take cannot be read by the tools, and is left out. */
  readonly onBroken: (file: string, error: Error) => void;
}

export interface Archive {
  readonly sizeBytes: number;
  /** From the first file's beginning to the last one's end. */
  readonly durationS: number;
  /** Whether all that was recorded is in it: what no tool can read is left out. */
  readonly isWhole: boolean;
}

/**
 * Packs each segment of each stream as a file that players know, nothing coded anew, with a manifest in JSON.
 *
 * @returns null when nothing of the take can be played.
 * @throws {Error} when the disk or a tool is not there; the signal's reason
 */
export async function makeArchive(request: ArchiveRequest): Promise<Archive | null> {
  const { take, folder, out, signal } = request;
  const work = join(folder, 'archive');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { mode: 0o700 });
  try {
    const files: ManifestFile[] = [];
    let isWhole = true;
    const onBroken = (file: string, error: Error) => {
      isWhole = false;
      request.onBroken(file, error);
    };
    for (const piece of piecesOf(take)) {
      const made = await makeFile(piece, { folder, work, signal, onBroken });
      if (made) files.push(made);
    }
    if (files.length === 0) return null;
    await zip(take, files, { work, out, signal });
    return { sizeBytes: (await stat(out)).size, durationS: spanS(files), isWhole };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface Piece {
  readonly take: Take;
  readonly stream: TakeStream;
  readonly segment: TakeSegment;
  /** Of the stream's segments; a published-anew stream has its second under 1. */
  readonly index: number;
}

function piecesOf(take: Take): Piece[] {
  return take.streams.flatMap((stream) =>
    stream.segments.map((segment, index) => ({ take, stream, segment, index })),
  );
}

interface Bench {
  readonly folder: string;
  readonly work: string;
  readonly signal: AbortSignal;
  readonly onBroken: (file: string, error: Error) => void;
}

interface Track {
  readonly path: string;
  /** Epoch ms of its first packet. */
  readonly startedAt: number;
  readonly codec: string;
}

async function makeFile({ take, stream, segment, index }: Piece, bench: Bench): Promise<ManifestFile | null> {
  const [audio, video] = [await toTrack(segment.audio, bench), await toTrack(segment.video, bench)];
  const tracks = [audio, video].filter((track) => track !== null);
  if (tracks.length === 0) return null;
  const suffix = index === 0 ? '' : `-${index}`;
  const name = `${stream.streamId}${suffix}.${video?.codec === 'h264' ? 'mkv' : 'webm'}`;
  const path = join(bench.work, name);
  const startedAt = Math.min(...tracks.map((track) => track.startedAt));
  const inputs = tracks.flatMap((track) => [
    ...['-itsoffset', String((track.startedAt - startedAt) / 1000)],
    ...localInput(track.path),
  ]);
  const maps = tracks.flatMap((_, input) => ['-map', String(input)]);
  const args = ['-v', 'error', '-y', ...inputs, ...maps, '-c', 'copy', path];
  const isMade = await isDone(name, bench, runCommand('ffmpeg', args, bench));
  await Promise.all(tracks.map((track) => rm(track.path)));
  if (!isMade) return null;
  const startTimeOffset = Math.round(startedAt - take.startedAt);
  const { streamId, connectionId, clientData, serverData, typeOfVideo } = stream;
  return {
    ...{ name, connectionId, streamId, size: (await stat(path)).size, clientData, serverData },
    ...{ hasAudio: audio !== null, hasVideo: video !== null },
    ...(video && typeOfVideo !== null && { typeOfVideo }),
    startTimeOffset,
    endTimeOffset: startTimeOffset + Math.round(1000 * (await durationS(path, bench.signal))),
  };
}

/** What ends are known by: Janus' tool takes the kind of file from it. */
const ENDINGS: Readonly<Record<string, string>> = { opus: 'opus', vp8: 'webm', vp9: 'webm', h264: 'mp4' };

/** @returns null when no packet is in it, or no whole picture. */
async function toTrack(file: string | null, bench: Bench): Promise<Track | null> {
  const { folder, work, signal } = bench;
  const source = file === null ? null : await MjrFile.open(join(folder, file));
  if (file === null || source === null) return null;
  const { c: codec, u: startedAtUs } = source.header;
  await source.close();
  const ending = ENDINGS[codec];
  if (ending === undefined) throw new Error(`There is no way to pack ${codec}.`);
  const path = join(work, `${file}.${ending}`);
  const unpacking = runCommand('janus-pp-rec', ['-d', '1', join(folder, file), path], { signal });
  if (!(await isDone(file, bench, unpacking))) return null;
  const isThere = await stat(path).then(
    ({ size }) => size > 0,
    () => false,
  );
  return isThere ? { path, startedAt: startedAtUs / 1000, codec } : null;
}

/** A file that the tools refuse costs only itself; anything else that fails is thrown. */
async function isDone(file: string, { onBroken }: Bench, work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed) || isDiskTrouble(error)) throw error;
    onBroken(file, error);
    return false;
  }
}

async function durationS(path: string, signal: AbortSignal): Promise<number> {
  const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', ...localInput(path)];
  return Number.parseFloat(await runCommand('ffprobe', args, { signal })) || 0;
}

async function zip(
  { recordingId: id, name, sessionId, startedAt: createdAt }: Take,
  files: readonly ManifestFile[],
  { work, out, signal }: { work: string; out: string; signal: AbortSignal },
): Promise<void> {
  const archive = new ZipFile();
  // Media does not shrink any more.
  for (const file of files) archive.addFile(join(work, file.name), file.name, { compress: false });
  const manifest = { createdAt, id, name, sessionId, files };
  archive.addBuffer(Buffer.from(JSON.stringify(manifest)), `${name}.json`);
  archive.end();
  const draft = `${out}.part`;
  try {
    await pipeline(archive.outputStream, createWriteStream(draft, { mode: 0o600, flush: true }), { signal });
    await rename(draft, out);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function spanS(files: readonly ManifestFile[]): number {
  const from = Math.min(...files.map(({ startTimeOffset }) => startTimeOffset));
  const to = Math.max(...files.map(({ endTimeOffset }) => endTimeOffset));
  return (to - from) / 1000;
}

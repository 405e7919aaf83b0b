import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SOUND_RATE, findBeeps } from './beep.js';
import { clockApart, readClock, type Area, type ClockReading, type GrayPicture } from './clock-code.js';

export interface FilmFrame extends GrayPicture {
  readonly atMs: number;
}

export interface FilmPart {
  readonly fromS?: number;
  readonly lengthS?: number;
}

/**
 * Runs ffmpeg to its end.
 *
 * @returns What it wrote to its output.
 * @throws {Error} with what it complained of
 */
export async function ffmpeg(args: readonly string[], input?: Iterable<Uint8Array>): Promise<Buffer> {
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...args], { stdio: 'pipe' });
  const output: Buffer[] = [];
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
  const closed = once(child, 'close');
  // It may end before it took everything, with a complaint that tells more than the broken pipe.
  await pipeline(Readable.from(input ?? [], { objectMode: false }), child.stdin).catch(() => undefined);
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg ended with ${code ?? 'a signal'}: ${complaint}`);
  return Buffer.concat(output);
}

const partOf = ({ fromS, lengthS }: FilmPart) => [
  ...(fromS === undefined ? [] : ['-ss', String(fromS)]),
  ...(lengthS === undefined ? [] : ['-t', String(lengthS)]),
];

/** The frames of a film in gray, with the times they are shown at. */
export async function* filmFrames(path: string, part: FilmPart = {}): AsyncGenerator<FilmFrame> {
  const { width, height, frameRate } = await filmFacts(path);
  const decode = ['-i', path, '-map', '0:v', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
  const child = spawn('ffmpeg', ['-nostdin', '-loglevel', 'error', ...partOf(part), ...decode], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const size = width * height;
  let index = 0;
  try {
    for await (const bytes of piecesOf(child.stdout, size)) {
      yield { width, height, bytes, atMs: (part.fromS ?? 0) * 1000 + (index * 1000) / frameRate };
      index += 1;
    }
  } finally {
    child.kill('SIGKILL');
  }
}

/** A stream in pieces of one size; whoever is given a piece may keep it. */
async function* piecesOf(stream: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let piece = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const chunk of stream) {
    for (let from = 0; from < chunk.length;) {
      const taken = chunk.copy(piece, filled, from);
      from += taken;
      filled += taken;
      if (filled < size) continue;
      yield piece;
      piece = Buffer.allocUnsafe(size);
      filled = 0;
    }
  }
}

/** The sound of a film: mono, 48,000 samples a second. */
export async function filmSound(path: string, part: FilmPart = {}): Promise<Float32Array> {
  const straight = ['-af', 'aresample=async=1:first_pts=0', '-ac', '1', '-ar', String(SOUND_RATE)];
  const bytes = await ffmpeg([
    ...partOf(part),
    '-i',
    path,
    '-map',
    '0:a',
    ...straight,
    '-f',
    'f32le',
    'pipe:1',
  ]);
  return new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
}

export interface FilmFacts {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly durationS: number;
}

export async function filmFacts(path: string): Promise<FilmFacts> {
  const child = spawn('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', path]);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  await once(child, 'close');
  const { streams, format } = JSON.parse(said) as Probe;
  const video = streams.find(({ codec_type: kind }) => kind === 'video');
  const [count = 0, per = 1] = (video?.r_frame_rate ?? '0/1').split('/').map(Number);
  return {
    width: video?.width ?? 0,
    height: video?.height ?? 0,
    frameRate: count / per,
    durationS: Number(format.duration),
  };
}

interface Probe {
  readonly streams: readonly {
    readonly codec_type: string;
    readonly width?: number;
    readonly height?: number;
    readonly r_frame_rate: string;
  }[];
  readonly format: { readonly duration: string };
}

/** A clock that was read in a film. */
export interface FilmReading extends ClockReading {
  /** When it is shown. */
  readonly atMs: number;
}

/** What the clock in one part of the picture says through a film; frames in which none is to be read are left out. */
export async function readFilm(path: string, area: Area | null, part: FilmPart = {}): Promise<FilmReading[]> {
  const [readings = []] = await readFilmParts(path, [area], part);
  return readings;
}

/** The same for several parts of the picture; null is all of it. */
export async function readFilmParts(
  path: string,
  areas: readonly (Area | null)[],
  part: FilmPart = {},
): Promise<FilmReading[][]> {
  const readings = areas.map((): FilmReading[] => []);
  for await (const frame of filmFrames(path, part)) {
    const whole = { x: 0, y: 0, width: frame.width, height: frame.height };
    for (const [index, area] of areas.entries()) {
      const reading = readClock(frame, area ?? whole);
      if (reading !== null) readings[index]?.push({ ...reading, atMs: frame.atMs });
    }
  }
  return readings;
}

/** How far picture and sound of a person are apart in a film. */
export interface LipSync {
  /** One for each beep near a picture; positive: the picture is ahead. */
  readonly offsetsMs: readonly number[];
  readonly worstMs: number;
  readonly meanMs: number;
}

/** Pictures this near to a beep tell what time it was. */
const NEAR_MS = 700;

/** @param readings The person's clock, which beeps at each whole second. */
export function lipSync(readings: readonly FilmReading[], sound: Float32Array, person: number): LipSync {
  const shown = readings.filter((reading) => reading.person === person);
  // A picture that stands still says nothing of what time it is.
  const own = shown.filter(({ ms }, index) => ms !== shown[index - 1]?.ms);
  const offsetsMs = findBeeps(sound, person).flatMap((beepMs) => {
    const near = own.filter(({ atMs }) => Math.abs(atMs - beepMs) < NEAR_MS);
    const [first] = near;
    if (first === undefined || near.length < 4) return [];
    const aheadMs =
      near.reduce((sum, { atMs, ms }) => sum + clockApart(ms, first.ms) - atMs, 0) / near.length;
    const clockMs = first.ms + aheadMs + beepMs;
    return [clockMs - Math.round(clockMs / 1000) * 1000];
  });
  return {
    offsetsMs,
    worstMs: offsetsMs.reduce((worst, offset) => Math.max(worst, Math.abs(offset)), 0),
    meanMs: offsetsMs.reduce((sum, offset) => sum + offset, 0) / Math.max(1, offsetsMs.length),
  };
}

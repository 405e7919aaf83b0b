import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Waveform } from '@seodang/contracts/replay';
import { runFfmpeg } from './ffmpeg.js';
import { filmInput } from './film-input.rules.js';
import type { Facts } from './ladder.rules.js';
import { sourceIn, type Work } from './work.js';

/** How the little pictures over the seek bar lie in their sheets. */
export interface Sprites {
  readonly everyMs: number;
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
  readonly sheets: number;
}

/** What there is to see of a film without playing it. */
export interface Pictures {
  readonly sprites: Sprites | null;
  /** Of which moment the poster is; null without one. */
  readonly posterMs: number | null;
}

const THUMB_WIDTH = 160;
/** Of a trimmed film, those that hold something of what was cut off have to be painted over: sheets are small, so that these are few. */
const COLUMNS = 4;
const ROWS = 4;
/** No more than this many, so that they stay a few hundred kilobytes. */
const MOST_THUMBS = 480;
const LEAST_EVERY_MS = 4_000;

const SAMPLE_RATE = 4_000;
const MOST_PEAKS = 1_800;
const LEAST_STEP_MS = 50;

/** Writes poster, thumbnails and waveform into `pictures/`, whole or not at all. */
export async function makePictures(work: Work, facts: Facts): Promise<Pictures> {
  const folder = `${work.folder}/pictures`;
  const half = `${work.folder}/.pictures`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  const sprites = facts.video ? await makeSprites(work, facts, half) : null;
  const posterMs = facts.video ? await makePoster(work, facts, half) : null;
  if (facts.audio) await writeFile(`${half}/waveform.json`, JSON.stringify(await readWaveform(work, facts)));
  await rm(folder, { recursive: true, force: true });
  await rename(half, folder);
  return { sprites, posterMs };
}

async function makeSprites(work: Work, { durationMs, video }: Facts, folder: string): Promise<Sprites> {
  const { width, height } = video ?? { width: 16, height: 9 };
  const everyMs = Math.max(LEAST_EVERY_MS, Math.ceil(durationMs / MOST_THUMBS / 1000) * 1000);
  const thumb = { width: THUMB_WIDTH, height: Math.round((THUMB_WIDTH * height) / width / 2) * 2 };
  const filter = [
    `fps=1000/${everyMs}:start_time=0:round=down:eof_action=pass`,
    `scale=${thumb.width}:${thumb.height}`,
    `tile=${COLUMNS}x${ROWS}`,
  ];
  await runFfmpeg({
    args: [
      ...[
        '-v',
        'error',
        '-skip_frame',
        'nokey',
        ...filmInput(sourceIn(work)),
        '-map',
        '0:v:0',
        '-vf',
        filter.join(','),
      ],
      ...['-fps_mode', 'passthrough', '-q:v', '5', `${folder}/sprite-%03d.jpg`],
    ],
    signal: work.signal,
    brake: work.brake,
  });
  const sheets = (await readdir(folder)).filter((name) => name.startsWith('sprite-')).length;
  return { everyMs, columns: COLUMNS, rows: ROWS, ...thumb, sheets };
}

/** The first minutes of a lesson are often empty chairs: the picture is from a while later. @returns from when, in ms */
async function makePoster(work: Work, { durationMs }: Facts, folder: string): Promise<number> {
  const atMs = Math.round(Math.min(durationMs * 0.2, 120_000));
  const file = `${folder}/poster.jpg`;
  const size = ['-map', '0:v:0', '-frames:v', '1', '-vf', "scale='min(1280,iw)':-2", '-q:v', '4', file];
  const shoot = async (from: readonly string[]) => {
    const { signal, brake } = work;
    await runFfmpeg({ args: ['-v', 'error', ...from, ...filmInput(sourceIn(work)), ...size], signal, brake });
    return (await readdir(folder)).includes('poster.jpg');
  };
  if (await shoot(['-ss', (atMs / 1000).toFixed(3)])) return atMs;
  await shoot([]);
  return 0;
}

async function readWaveform(work: Work, { durationMs }: Facts): Promise<Waveform> {
  const stepMs = Math.max(LEAST_STEP_MS, Math.ceil(durationMs / MOST_PEAKS));
  const peaks = new Peaks((SAMPLE_RATE * stepMs) / 1000);
  await runFfmpeg({
    args: [
      ...[
        '-v',
        'error',
        ...filmInput(sourceIn(work)),
        '-map',
        '0:a:0',
        '-ac',
        '1',
        '-ar',
        String(SAMPLE_RATE),
      ],
      ...['-f', 's16le', 'pipe:1'],
    ],
    signal: work.signal,
    brake: work.brake,
    onOutput: (stdout) => peaks.read(stdout),
  });
  return { stepMs, peaks: peaks.end() };
}

/** The loudest sample of each step, as a share of the loudest there can be. */
class Peaks {
  readonly #perStep: number;
  readonly #peaks: number[] = [];
  #loudest = 0;
  #count = 0;

  constructor(samplesPerStep: number) {
    this.#perStep = Math.max(1, Math.round(samplesPerStep));
  }

  async read(stream: Readable): Promise<void> {
    let rest = Buffer.alloc(0);
    for await (const chunk of stream) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      const whole = bytes.length - (bytes.length % 2);
      for (let at = 0; at < whole; at += 2) this.#take(Math.abs(bytes.readInt16LE(at)));
      rest = bytes.subarray(whole);
    }
  }

  end(): number[] {
    if (this.#count > 0) this.#close();
    return this.#peaks;
  }

  #take(loudness: number): void {
    if (loudness > this.#loudest) this.#loudest = loudness;
    this.#count += 1;
    if (this.#count >= this.#perStep) this.#close();
  }

  #close(): void {
    this.#peaks.push(Math.round((Math.min(this.#loudest, 32_767) * 100) / 32_767));
    this.#loudest = 0;
    this.#count = 0;
  }
}

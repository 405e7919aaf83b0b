import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePictures } from '@seodang/backend/recordings/pipeline/pictures';
import { planOf, renderPass } from '@seodang/backend/recordings/pipeline/render';
import { verify } from '@seodang/backend/recordings/pipeline/verify';
import { sourceIn, type Work } from '@seodang/backend/recordings/pipeline/work';
import { RecordingId } from '@seodang/contracts/ids';
import { composeTake } from '@seodang/media-node/composer/compose-take';
import { ffmpeg } from '@seodang/testing/clock/film';
import type { Figure } from '../run/report.js';
import { makeTake, type Cast, type LongTake } from './long-take.js';

const CASTS: readonly Cast[] = ['one camera', 'two cameras and a screen'];
const MOST_MIN = 25;

/**
 * From the raw material of a lesson to everything that can be watched of it, on a machine that does nothing else: what
 * the media node does and then the worker.
 *
 * @param minutes Of the lesson that is rendered; the figures are for an hour.
 */
export async function benchRendering(minutes: number): Promise<{ figures: Figure[]; notes: string[] }> {
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const cast of CASTS) {
    const made = await makeTake(minutes, cast);
    try {
      const toHour = (ms: number) => ((ms / 60_000) * 60) / minutes;
      const { wholeMs, firstMs, plainMs, parts } = await render(made);
      figures.push({
        ...{ name: `rendering an hour in 720p, ${cast}`, unit: 'min', value: toHour(wholeMs) },
        target: { value: MOST_MIN },
        baseline: { name: 'one encoding of its film by ffmpeg', value: toHour(plainMs) },
        samples: [toHour(wholeMs)],
      });
      figures.push({
        ...{ name: `until the first can be watched, ${cast}`, unit: 'min', value: toHour(firstMs) },
        target: { ratio: 1 },
        baseline: { name: 'until the last can', value: toHour(wholeMs) },
        samples: [toHour(firstMs)],
      });
      const told = parts.map(
        ({ name, ms, cpuMs }) => `${name} ${round(toHour(ms))} (CPU ${round(toHour(cpuMs))})`,
      );
      notes.push(`${cast}: ${minutes} min rendered; min for an hour: ${told.join(', ')}.`);
    } finally {
      await made.remove();
    }
  }
  return { figures, notes };
}

interface Part {
  readonly name: string;
  readonly ms: number;
  readonly cpuMs: number;
}

interface Rendered {
  readonly wholeMs: number;
  /** Until the first of it can be watched. */
  readonly firstMs: number;
  readonly plainMs: number;
  readonly parts: readonly Part[];
}

async function render(made: LongTake): Promise<Rendered> {
  const folder = await mkdtemp(join(tmpdir(), 'seodang-bench-rendering-'));
  const { signal } = new AbortController();
  const work: Work = {
    ...{ folder: join(folder, 'work'), signal, report: () => undefined },
    row: {
      ...{ id: RecordingId.parse(crypto.randomUUID()), nodeId: 'bench', version: 1, attempt: 1, hasRaw: 1 },
      ...{ filmVersion: null, nodeSize: null, nodeDurationMs: null, stoppedAt: null, stopReason: null },
    },
    brake: { isOn: false, follow: () => () => undefined },
  };
  const parts: Part[] = [];
  const timed = async <T>(name: string, doing: () => Promise<T>): Promise<T> => {
    const [atMs, cpuAtMs] = [performance.now(), cpuMs()];
    const result = await doing();
    parts.push({ name, ms: performance.now() - atMs, cpuMs: cpuMs() - cpuAtMs });
    return result;
  };
  const sum = () => parts.reduce((total, { ms }) => total + ms, 0);
  try {
    await mkdir(work.folder);
    const film = join(folder, 'film.mp4');
    const options = { signal, onProgress: () => undefined };
    await timed('compose', () => composeTake(made.take, made.folder, film, options));
    await rename(film, sourceIn(work));
    const { facts } = await timed('verify', () => verify(work));
    let firstMs = Infinity;
    for (const pass of planOf(facts)) {
      const name = pass.video.map((rung) => `${rung.name}${rung.copies ? ' as it is' : ''}`).join(' + ');
      await timed(name, () => renderPass(work, { facts, pass, report: work.report }));
      if (firstMs !== Infinity) continue;
      await timed('pictures', () => makePictures(work, facts));
      firstMs = sum();
    }
    return { wholeMs: sum(), firstMs, plainMs: await encodePlainly(sourceIn(work)), parts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What it would take if a lesson were nothing but one film, and one size of it were enough. */
async function encodePlainly(film: string): Promise<number> {
  const startedAtMs = performance.now();
  const coding = ['-c:v', 'libx264', '-preset', 'superfast', '-crf', '22', '-c:a', 'copy'];
  await ffmpeg(['-i', film, ...coding, '-y', `${film}.plain.mp4`]);
  return performance.now() - startedAtMs;
}

const TICK_MS = 10;

/** CPU of this process and of all its children that have ended. @see proc(5) */
function cpuMs(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((total, ticks) => total + Number(ticks) * TICK_MS, 0);
}

const round = (minutes: number) => Math.round(minutes * 10) / 10;

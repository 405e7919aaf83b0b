import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startJanus } from './media/servers.js';
import { Lesson } from './recording/lesson.js';
import { benchRendering } from './recording/rendering.js';
import { describeMachine, loadAverages } from './run/machine.js';
import type { Figure, Report } from './run/report.js';
import { median } from './run/statistics.js';

interface Options {
  readonly isQuick: boolean;
  /** `janus`, `rendering`; none for both. */
  readonly only: readonly string[];
}

interface Plan {
  /** Who watches each of the streams. */
  readonly watchers: readonly number[];
  readonly streams: number;
  readonly turns: number;
  readonly windowMs: number;
  /** Length of the lessons that are rendered. `LESSON_MIN=60` for another one. */
  readonly lessonMin: number;
}

const FULL: Plan = { watchers: [0, 1, 5], streams: 6, turns: 4, windowMs: 5000, lessonMin: 5 };
const QUICK: Plan = { watchers: [1], streams: 2, turns: 1, windowMs: 1500, lessonMin: 0.5 };
const SETTLE_MS = 2000;

/** What it costs Janus to write streams to files while it does all else that it does with them, and what comes after. */
export async function benchRecording({ isQuick, only }: Options): Promise<Report> {
  const plan = isQuick ? QUICK : FULL;
  const before = loadAverages();
  const notes: string[] = [];
  const figures: Figure[] = [];
  const isAsked = (part: string) => only.length === 0 || only.includes(part);
  for (const watchers of isAsked('janus') ? plan.watchers : []) {
    const { figure, note } = await measure(plan, watchers);
    figures.push(figure);
    notes.push(note);
  }
  if (isAsked('rendering')) {
    const rendering = await benchRendering(Number(process.env.LESSON_MIN ?? plan.lessonMin));
    figures.push(...rendering.figures);
    notes.push(...rendering.notes);
  }
  const machine = describeMachine({ janus: ['--version'], ffmpeg: ['-version'] });
  const loadAverage = { before, after: loadAverages() };
  return { name: 'recording', date: new Date().toISOString(), isQuick, machine, loadAverage, figures, notes };
}

/**
 * Two lessons on a Janus each, side by side. In each turn first the one is recorded and then the other, so that what
 * is different about the processes, and whatever else the machine does, falls out of the ratio.
 */
async function measure(plan: Plan, watchers: number): Promise<{ figure: Figure; note: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'seodang-bench-recording-'));
  const lessons: Lesson[] = [];
  try {
    for (const place of ['alone', 'ofNode'] as const)
      lessons.push(await Lesson.open(await startJanus(place), { streams: plan.streams, watchers }));
    const [one, other] = lessons;
    if (!one || !other) throw new Error('There are two lessons.');
    await pause(SETTLE_MS);
    const recorded: number[] = [];
    const plain: number[] = [];
    for (let turn = 0; turn < plan.turns; turn += 1) {
      const first = await compare(one, other, { folder, plan });
      const second = await compare(other, one, { folder, plan });
      recorded.push((first.recorded + second.recorded) / 2);
      plain.push((first.plain + second.plain) / 2);
    }
    const name = `Janus' CPU for a recorded stream, ${watchers} watching`;
    const bytes = await sizeOf(folder);
    return {
      figure: {
        ...{ name, unit: 'ms/s', value: median(recorded) },
        target: { ratio: 1.1 },
        baseline: { name: 'not recorded', value: median(plain) },
        ratios: recorded.map((value, turn) => value / (plain[turn] ?? NaN)),
        samples: [...recorded, ...plain],
      },
      note: `${watchers} watching: ${Math.round(bytes / 1024 / 1024)} MiB were written.`,
    };
  } finally {
    for (const lesson of lessons) await lesson.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** ms of CPU a second for each stream. */
async function compare(
  recorded: Lesson,
  plain: Lesson,
  { folder, plan }: { folder: string; plan: Plan },
): Promise<{ recorded: number; plain: number }> {
  await recorded.record(folder);
  await pause(SETTLE_MS / 2);
  const before = [recorded.cpuMicros(), plain.cpuMicros()] as const;
  const startedAtMs = performance.now();
  await pause(plan.windowMs);
  const seconds = (performance.now() - startedAtMs) / 1000;
  const perStream = (micros: number) => micros / 1000 / seconds / plan.streams;
  const used = {
    recorded: perStream(recorded.cpuMicros() - before[0]),
    plain: perStream(plain.cpuMicros() - before[1]),
  };
  await recorded.stopRecording();
  return used;
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

import { stat, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, extname, join } from 'node:path';
import type { ComposeOptions, Composition, Take } from '../recorder/take.js';
import { ComposeError } from './film/compose-error.js';
import {
  joinCommand,
  mixCommand,
  mixGraph,
  sceneCommand,
  sceneList,
  thumbnailCommand,
} from './film/commands.rules.js';
import { runFfmpeg } from './film/ffmpeg.js';
import { Progress } from './film/progress.js';
import { sceneGraph, type SceneWords } from './film/scene-graph.rules.js';
import { Slots, runAll } from './film/slots.js';
import { Workshop } from './film/workshop.js';
import { gatherMaterial, type Material } from './media/material.js';
import { takeToPlan, type Plan, type Scene } from './plan/plan.rules.js';

/** Counted up when the same take would give another film, so that no half-made one is gone on with. */
const MAKING = 1;
const FONT = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
const GAP_WORDS = '잠시 연결이 끊겼습니다 · Connection interrupted';
/** Takes two thirds of what `veryfast` takes, and hardly anything is to be seen lost: SSIM 0.975 against 0.976. */
const QUALITY = { preset: 'superfast', crf: 22 } as const;
/** Scenes beside one another use a machine better than threads within one; four of them hold 1 GB at most. */
const WORKERS = Math.min(4, availableParallelism());
/** For all films of this process together. */
const slots = new Slots(WORKERS);
/** Shares of the whole work. */
const GATHERING = 0.06;
const JOINING = 0.03;

interface Making {
  readonly take: Take;
  readonly plan: Plan;
  readonly material: Material;
  readonly workshop: Workshop;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Makes one film of a take, and beside it the still `<recordingId>.jpg`.
 *
 * What is half done lies in `<out>.work` and is gone on with when this is called again with the same take, also after
 * the process was killed. Costs nothing that the rest of the machine wants: ffmpeg runs niced, one at a time.
 *
 * @param folder Where the take's files are; not written to.
 * @param out The film's path, `.mp4` or, without video, `.webm`; it appears there complete or not at all.
 * @throws {ComposeError} `empty` when nothing is to be seen or heard; `space`; `ffmpeg`; `stalled`
 * @throws The signal's reason.
 */
export async function composeTake(
  take: Take,
  folder: string,
  out: string,
  { signal, onProgress }: ComposeOptions,
): Promise<Composition> {
  signal.throwIfAborted();
  const workshop = await Workshop.open(`${out}.work`, { making: MAKING, take, out });
  const whole = new Progress(onProgress);
  const gathered = whole.part(GATHERING);
  const made = whole.part(1 - GATHERING);
  await workshop.assertRoom(await roomFor(take, folder));
  const material = await materialOf(workshop, () =>
    gatherMaterial({ take, from: folder, to: workshop.folder, signal, onProgress: gathered }),
  );
  gathered(1);
  const plan = takeToPlan(take, material);
  if (plan === null) throw new ComposeError('empty', 'Nothing of this recording is to be seen or heard');
  const making: Making = { take, plan, material, workshop, progress: new Progress(made), signal };
  await makeFilm(making, out);
  const { size } = await stat(out);
  await workshop.remove();
  made(1);
  return {
    durationS: plan.durationMs / 1000,
    sizeBytes: size,
    hasAudio: take.properties.hasAudio,
    hasVideo: plan.scenes.length > 0,
    startedAt: plan.startedAt,
  };
}

/** The material twice (as it is, and as film) and something to spare. */
async function roomFor({ streams }: Take, folder: string): Promise<number> {
  const names = streams.flatMap(({ segments }) => segments.flatMap(({ audio, video }) => [audio, video]));
  let bytes = 0;
  for (const name of names) bytes += name === null ? 0 : await sizeOf(join(folder, name));
  return 3 * bytes + 50_000_000;
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

async function materialOf(workshop: Workshop, gather: () => Promise<Material>): Promise<Material> {
  const name = 'material.json';
  if (await workshop.has(name)) return JSON.parse(await workshop.read(name)) as Material;
  const material = await gather();
  await workshop.write(name, JSON.stringify(material));
  return material;
}

async function makeFilm(making: Making, out: string): Promise<void> {
  const { plan, workshop, signal, progress, take } = making;
  const container = extname(out) === '.webm' ? 'webm' : 'mp4';
  const sound = take.properties.hasAudio ? `sound.${container}` : null;
  const mixed = progress.part(sound === null ? 0 : plan.durationMs * 0.05);
  const scenes = plan.scenes.map((scene) => ({
    scene,
    name: `scene-${String(scene.index).padStart(4, '0')}.mp4`,
    done: progress.part((scene.frames / plan.frameRate) * 1000 * (0.2 + 0.3 * Math.sqrt(scene.tiles.length))),
  }));
  const joined = progress.part(plan.durationMs * JOINING);
  const words = await writeWords(making);
  const threads = Math.ceil(availableParallelism() / Math.min(WORKERS, Math.max(1, scenes.length)));
  await runAll(slots, signal, [
    ...(sound === null
      ? []
      : [
          (stop: AbortSignal) =>
            makeSound({ ...making, signal: stop }, sound, { container, onProgress: mixed }),
        ]),
    ...scenes.map(({ scene, name, done }) => async (stop: AbortSignal) => {
      const order = { scene, name, threads, words, onProgress: done };
      if (!(await workshop.has(name))) await makeScene({ ...making, signal: stop }, order);
      done(1);
    }),
  ]);
  const list = scenes.length === 0 ? null : 'scenes.txt';
  if (list !== null) await workshop.write(list, sceneList(scenes.map(({ name }) => name)));
  const half = `half-film.${container}`;
  const onProgress = ({ ms }: { ms: number }) => {
    joined(ms / plan.durationMs);
  };
  const args = joinCommand({ list, sound, out: half, container }, plan);
  await runFfmpeg({ args, cwd: workshop.folder, signal, onProgress });
  if (list !== null) await makeThumbnail(making, half, out);
  await workshop.finish(half, out);
}

async function makeSound(
  { plan, material, workshop, signal }: Making,
  name: string,
  { container, onProgress }: { container: 'mp4' | 'webm'; onProgress: (share: number) => void },
): Promise<void> {
  if (!(await workshop.has(name))) {
    const graphFile = 'sound.txt';
    await workshop.write(graphFile, mixGraph(plan, material.lanes.length));
    await workshop.make(name, (half) =>
      runFfmpeg({
        args: mixCommand({ lanes: material.lanes, graphFile, out: half, container }),
        cwd: workshop.folder,
        signal,
        onProgress: ({ ms }) => {
          onProgress(ms / plan.durationMs);
        },
      }),
    );
  }
  onProgress(1);
}

/** People's words go into files: no letter of theirs can mean anything in a graph. */
async function writeWords({ plan, workshop }: Making): Promise<SceneWords> {
  const people = new Map(
    plan.scenes.flatMap(({ tiles }) => tiles.map((tile) => [tile.stream, tile] as const)),
  );
  const words: SceneWords = {
    font: FONT,
    gap: 'gap.txt',
    name: (stream) => `name-${stream}.txt`,
    initial: (stream) => `initial-${stream}.txt`,
  };
  await workshop.write(words.gap, GAP_WORDS);
  for (const [stream, { name, initial }] of people) {
    await workshop.write(words.name(stream), name);
    await workshop.write(words.initial(stream), initial);
  }
  return words;
}

interface SceneOrder {
  readonly scene: Scene;
  readonly name: string;
  readonly threads: number;
  readonly words: SceneWords;
  readonly onProgress: (share: number) => void;
}

async function makeScene({ plan, material, workshop, signal }: Making, order: SceneOrder): Promise<void> {
  const { scene, name, threads, words, onProgress } = order;
  const graph = sceneGraph(scene, { plan, material, words });
  const graphFile = `${name}.txt`;
  await workshop.write(graphFile, graph.graph);
  await workshop.make(name, (half) =>
    runFfmpeg({
      args: sceneCommand(scene, plan, { graph, graphFile, out: half }, { ...QUALITY, threads }),
      cwd: workshop.folder,
      signal,
      onProgress: ({ frames }) => {
        onProgress(frames / scene.frames);
      },
    }),
  );
}

async function makeThumbnail(
  { plan, take, workshop, signal }: Making,
  film: string,
  out: string,
): Promise<void> {
  const half = 'half-still.jpg';
  await runFfmpeg({ args: thumbnailCommand(film, plan, half), cwd: workshop.folder, signal });
  await rm(join(dirname(out), `${take.recordingId}.jpg`), { force: true });
  await workshop.finish(half, join(dirname(out), `${take.recordingId}.jpg`));
}

import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, extname, join } from 'node:path';
import type { SharedMachine } from '../../recorder/take.js';
import { joinCommand, sceneList, thumbnailCommand } from './commands.rules.js';
import { runFfmpeg } from './ffmpeg.js';
import { makeScene, writeWords } from './make-scene.js';
import { makeSound } from './make-sound.js';
import { runOf, type Container, type Making } from './making.js';
import { Progress } from './progress.js';
import { Slots, runAll } from './slots.js';

/** Scenes beside one another use a machine better than threads within one; four of them hold 1 GB at most. */
const MOST_WORKERS = 4;
/** Shares of the whole work. */
const MIXING = 0.05;
const JOINING = 0.03;

/**
 * Makes what of a film's parts is not there yet, and puts the film to `out`, its still beside it.
 *
 * @param onProgress Takes the share that is done, from 0 to 1.
 */
export async function makeFilm(
  making: Making,
  out: string,
  onProgress: (share: number) => void,
): Promise<void> {
  const { plan, workshop, signal, take } = making;
  const progress = new Progress(onProgress);
  const container: Container = extname(out) === '.webm' ? 'webm' : 'mp4';
  const sound = take.properties.hasAudio ? `sound.${container}` : null;
  const mixed = progress.part(sound === null ? 0 : plan.durationMs * MIXING);
  const scenes = plan.scenes.map((scene) => ({
    scene,
    name: `scene-${String(scene.index).padStart(4, '0')}.mp4`,
    done: progress.part((scene.frames / plan.frameRate) * 1000 * (0.2 + 0.3 * Math.sqrt(scene.tiles.length))),
  }));
  const joined = progress.part(plan.durationMs * JOINING);
  const words = await writeWords(making);
  const cores = () => coresOf(making.machine);
  const workers = () => Math.min(MOST_WORKERS, cores(), Math.max(1, scenes.length));
  const works = scenes.map(({ scene, name, done }) => async (stop: AbortSignal) => {
    const threads = Math.ceil(cores() / workers());
    const order = { scene, name, threads, words, onProgress: done };
    if (!(await workshop.has(name))) await makeScene({ ...making, signal: stop }, order);
    done(1);
  });
  if (sound !== null)
    works.unshift((stop) => makeSound({ ...making, signal: stop }, sound, { container, onProgress: mixed }));
  await runAll(new Slots(() => Math.min(MOST_WORKERS, cores())), signal, works);
  const list = scenes.length === 0 ? null : 'scenes.txt';
  if (list !== null) await workshop.write(list, sceneList(scenes.map(({ name }) => name)));
  const half = `half-film.${container}`;
  const onJoined = ({ ms }: { ms: number }) => {
    joined(ms / plan.durationMs);
  };
  const args = joinCommand({ list, sound, out: half, container }, plan);
  await runFfmpeg({ args, ...runOf(making), onProgress: onJoined });
  if (list !== null) await makeThumbnail(making, half, out);
  await workshop.finish(half, out);
}

/** All of them on an idle machine; one is the lessons' while there are any. */
function coresOf(machine: SharedMachine | undefined): number {
  const all = availableParallelism();
  return machine?.hasLessons() === true ? Math.max(1, all - 1) : all;
}

async function makeThumbnail(making: Making, film: string, out: string): Promise<void> {
  const { plan, take, workshop } = making;
  const half = 'half-still.jpg';
  await runFfmpeg({ args: thumbnailCommand(film, plan, half), ...runOf(making) });
  await rm(join(dirname(out), `${take.recordingId}.jpg`), { force: true });
  await workshop.finish(half, join(dirname(out), `${take.recordingId}.jpg`));
}

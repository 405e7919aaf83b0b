import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { joinCommand, sceneList, thumbnailCommand } from './commands.rules.js';
import { runFfmpeg } from './ffmpeg.js';
import { makeScene, writeWords } from './make-scene.js';
import { makeSound } from './make-sound.js';
import type { Container, Making } from './making.js';
import { Progress } from './progress.js';
import { Slots, runAll } from './slots.js';

/** Scenes beside one another use a machine better than threads within one; four of them hold 1 GB at most. */
const WORKERS = Math.min(4, availableParallelism());
/** For all films of this process together. */
const slots = new Slots(WORKERS);
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
  const threads = Math.ceil(availableParallelism() / Math.min(WORKERS, Math.max(1, scenes.length)));
  const works = scenes.map(({ scene, name, done }) => async (stop: AbortSignal) => {
    const order = { scene, name, threads, words, onProgress: done };
    if (!(await workshop.has(name))) await makeScene({ ...making, signal: stop }, order);
    done(1);
  });
  if (sound !== null)
    works.unshift((stop) => makeSound({ ...making, signal: stop }, sound, { container, onProgress: mixed }));
  await runAll(slots, signal, works);
  const list = scenes.length === 0 ? null : 'scenes.txt';
  if (list !== null) await workshop.write(list, sceneList(scenes.map(({ name }) => name)));
  const half = `half-film.${container}`;
  const onJoined = ({ ms }: { ms: number }) => {
    joined(ms / plan.durationMs);
  };
  const args = joinCommand({ list, sound, out: half, container }, plan);
  await runFfmpeg({ args, cwd: workshop.folder, signal, onProgress: onJoined });
  if (list !== null) await makeThumbnail(making, half, out);
  await workshop.finish(half, out);
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

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComposeOptions, Composition, Take } from '../recorder/take.js';
import { ComposeError } from './film/compose-error.js';
import { makeFilm } from './film/make-film.js';
import { Progress } from './film/progress.js';
import { Workshop } from './film/workshop.js';
import { gatherMaterial, type Material } from './media/material.js';
import { takeToPlan } from './plan/plan.rules.js';

/** Counted up when the same take would give another film, so that no half-made one is gone on with. */
const MAKING = 1;
/** Share of the whole work. */
const GATHERING = 0.06;

/**
 * Makes one film of a take, and beside it the still `<recordingId>.jpg`.
 *
 * What is half done lies in `<out>.work` and is gone on with when this is called again with the same take, also after
 * the process was killed. Costs nothing that the rest of the machine wants: ffmpeg runs niced.
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
  { signal, onProgress, machine }: ComposeOptions,
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
  await makeFilm({ take, plan, material, workshop, signal, machine }, out, made);
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

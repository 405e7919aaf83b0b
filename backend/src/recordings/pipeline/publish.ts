import { readdir, stat } from 'node:fs/promises';
import type { RecordingRow } from '../recording.row.js';
import { StageFault } from './fault.js';
import type { Made } from './render.js';
import { storeFolder, sourceIn, type Work, type WorkDeps } from './work.js';

/** The whole film as one file, for who may download it and for a rebuild. */
export const FILM = 'film.mp4';
const AT_ONCE = 4;

/** Where it lies in the store. */
export function filmKey({ id }: Pick<RecordingRow, 'id'>, version: number): string {
  return `${storeFolder({ id, version })}/film/${FILM}`;
}

/** Puts a rendition into the store, and looks whether all of it is there before anybody is told of it. */
export async function publishRendition(
  work: Work,
  made: Made,
  { storage }: Pick<WorkDeps, 'storage'>,
): Promise<void> {
  const names = (await readdir(made.folder)).filter((name) => name !== 'index.m3u8');
  await putAll(work, { storage, from: made.folder, names, to: made.rendition.name });
}

/** Poster, thumbnails and waveform. */
export async function publishPictures(work: Work, { storage }: Pick<WorkDeps, 'storage'>): Promise<void> {
  const from = `${work.folder}/pictures`;
  await putAll(work, { storage, from, names: await readdir(from), to: 'pictures' });
}

export async function publishFilm(work: Work, { storage }: Pick<WorkDeps, 'storage'>): Promise<void> {
  await putAll(work, { storage, from: sourceIn(work).replace(/\/[^/]+$/, ''), names: [FILM], to: 'film' });
}

interface Move {
  readonly storage: WorkDeps['storage'];
  readonly from: string;
  readonly names: readonly string[];
  readonly to: string;
}

async function putAll(work: Work, { storage, from, names, to }: Move): Promise<void> {
  const folder = `${storeFolder(work.row)}/${to}`;
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(`${folder}/${name}`, (await stat(`${from}/${name}`)).size);
  const there = new Map((await storage.list(folder, work)).map(({ key, sizeBytes }) => [key, sizeBytes]));
  const missing = names.filter((name) => there.get(`${folder}/${name}`) !== sizes.get(`${folder}/${name}`));
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    work.signal.throwIfAborted();
    await Promise.all(
      missing
        .slice(at, at + AT_ONCE)
        .map((name) => storage.put(`${folder}/${name}`, `${from}/${name}`, work)),
    );
  }
  const stored = new Map((await storage.list(folder, work)).map(({ key, sizeBytes }) => [key, sizeBytes]));
  const lost = [...sizes].find(([key, size]) => stored.get(key) !== size);
  if (lost) throw new StageFault('render_failed', `${lost[0]} is not whole in the store`);
}

import { open, rename, stat, truncate } from 'node:fs/promises';
import type { RecordedFile } from '../recorder.js';
import { StageFault } from './fault.js';
import { filmKey } from './publish.js';
import { discard, sourceIn, type Work, type WorkDeps, type WorkRow } from './work.js';

/**
 * Fetches the film from the media server, or from the store where an earlier version of it was kept, going on where an earlier
 * try was cut off. It is in place only when it is whole.
 *
 * @throws {StageFault} `source_missing`, `nothing_recorded`
 */
export async function collect(work: Work, deps: Pick<WorkDeps, 'recorder' | 'storage'>): Promise<void> {
  const source = sourceIn(work);
  const whole = await sizeOf(source);
  if (whole > 0 && !isAnother(work.row, whole)) return;
  if (whole > 0) await discard(work);
  const part = `${source}.part`;
  const here = await sizeOf(part);
  // An earlier try ended just before its last line: the server would have nothing more to send.
  if (here === 0 || here !== work.row.nodeSize) await fetchFilm(work, deps, { part, here });
  await flush(part);
  await rename(part, source);
}

/** The media server has made the film once more since this one was fetched to this machine. */
function isAnother({ hasRaw, nodeSize }: WorkRow, sizeBytes: number): boolean {
  return hasRaw === 1 && nodeSize !== null && nodeSize !== sizeBytes;
}

async function fetchFilm(
  work: Work,
  deps: Pick<WorkDeps, 'recorder' | 'storage'>,
  { part, here }: { part: string; here: number },
): Promise<void> {
  const { signal, report } = work;
  const file = await openFilm(work, deps, here);
  if (!file) throw new StageFault('source_missing', 'there is no file of it');
  const target = await open(part, 'a');
  let size = file.from;
  try {
    await truncate(part, file.from);
    for await (const chunk of file.body) {
      signal.throwIfAborted();
      await target.appendFile(chunk);
      size += chunk.byteLength;
      if (file.sizeBytes) report(size / file.sizeBytes);
    }
  } finally {
    await target.close();
  }
  if (file.sizeBytes !== null && size !== file.sizeBytes)
    throw new StageFault('source_missing', `${size} bytes of ${file.sizeBytes} came`);
  if (size === 0) throw new StageFault('nothing_recorded', 'the file is empty');
}

/** What a killed process wrote may be with the system only, too. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function openFilm(
  { row, signal }: Work,
  { recorder, storage }: Pick<WorkDeps, 'recorder' | 'storage'>,
  from: number,
): Promise<RecordedFile | null> {
  const raw = row.hasRaw === 1 ? await recorder.open(row.nodeId, from, signal) : null;
  if (raw || row.filmVersion === null) return raw;
  const body = (await storage.read(filmKey(row, row.filmVersion), { signal })) as AsyncIterable<Uint8Array>;
  return { body, from: 0, sizeBytes: null };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.size ?? 0;
}

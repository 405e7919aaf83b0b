import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { RecordingId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { WorkTable, type RecordingStorage } from '../src/recordings/index.js';
import type { RecordingWorld } from './recording-world.js';

const run = promisify(execFile);

/** Each ffmpeg that runs on files of this folder, by process id. */
export async function ffmpegOn(folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.startsWith('ffmpeg') && line.includes(folder)) found.push(Number(pid));
  }
  return found;
}

/** Reads every rendition of a recording that is ready: each segment is there, all of it can be decoded, nothing else lies there. */
export async function expectWhole(
  world: RecordingWorld,
  id: RecordingId,
  storage: RecordingStorage = world.recordings.storage,
): Promise<void> {
  const row = await world.row(id);
  expect(row).to.include({ state: 'ready', failure: null });
  const version = Number(row['published_version']);
  for (const { name, segments } of await new WorkTable(world.platform.db).listRenditions(id, version)) {
    const folder = `${id}/${version}/${name}`;
    const keys = (await storage.list(folder)).map(({ key }) => key).sort();
    const inOrder = segments.map((_, nth) => `${folder}/${String(nth).padStart(5, '0')}.m4s`);
    const init = `${folder}/init.mp4`;
    expect(keys, name).to.deep.equal([...inOrder, init]);
    const parts = await Promise.all([init, ...inOrder].map(async (key) => buffer(await storage.read(key))));
    expect(await complaintsOn(Buffer.concat(parts)), name).to.equal('');
  }
  const files = await readdir(world.folder, { recursive: true });
  const hidden = files.filter((file) => file.includes(id) && /(^|\/)\./.test(file));
  expect(hidden, 'nothing half is left').to.deep.equal([]);
}

/** What ffmpeg complains of when it reads all of it. */
async function complaintsOn(bytes: Buffer): Promise<string> {
  const child = run('ffmpeg', ['-v', 'error', '-i', 'pipe:0', '-f', 'null', '-']);
  child.child.stdin?.end(bytes);
  return (await child).stderr;
}

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

/** All that was made of a recording is there, nothing half of it, and ffmpeg finds no fault in it. */
export async function expectWhole(
  world: RecordingWorld,
  id: RecordingId,
  storage: RecordingStorage = world.recordings.storage,
): Promise<void> {
  const row = await world.row(id);
  expect(row).to.include({ state: 'ready', failure: null });
  const version = Number(row['published_version']);
  const made = await new WorkTable(world.platform.db).listRenditions(id, version);
  expect(made).to.not.be.empty;
  for (const { name, segments } of made) {
    const folder = `${id}/${version}/${name}`;
    const keys = (await storage.list(folder)).map(({ key }) => key).sort();
    const wanted = segments.map((_, nth) => `${folder}/${String(nth).padStart(5, '0')}.m4s`);
    expect(keys, name).to.deep.equal([...wanted, `${folder}/init.mp4`]);
    const parts: Buffer[] = [];
    for (const key of [`${folder}/init.mp4`, ...wanted]) parts.push(await buffer(await storage.read(key)));
    expect(await decode(Buffer.concat(parts)), name).to.equal('');
  }
  const files = await readdir(world.folder, { recursive: true });
  const hidden = files.filter((file) => file.includes(id) && /(^|\/)\./.test(file));
  expect(hidden, 'nothing half is left').to.deep.equal([]);
}

/** What ffmpeg complains of when it reads all of it. */
async function decode(bytes: Buffer): Promise<string> {
  const child = run('ffmpeg', ['-v', 'error', '-i', 'pipe:0', '-f', 'null', '-']);
  child.child.stdin?.end(bytes);
  return (await child).stderr;
}

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RecordingId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { WorkTable } from '../src/recordings/index.js';
import type { RecordingWorld } from './recording-world.js';

const run = promisify(execFile);

/** Reads every rendition of a recording that is ready: each segment is there, all of it can be decoded, nothing else lies there. */
export async function expectWhole(world: RecordingWorld, id: RecordingId): Promise<void> {
  const row = await world.row(id);
  expect(row).to.include({ state: 'ready', failure: null });
  const version = Number(row['published_version']);
  const folder = join(world.platform.config.recordings.path, id, String(version));
  for (const { name, segments } of await new WorkTable(world.platform.db).listRenditions(id, version)) {
    const files = (await readdir(join(folder, name))).sort();
    expect(files, name).to.deep.equal([
      ...segments.map((_, nth) => `${String(nth).padStart(5, '0')}.m4s`),
      'init.mp4',
    ]);
    const inOrder = ['init.mp4', ...files.slice(0, -1)];
    const parts = await Promise.all(inOrder.map((file) => readFile(join(folder, name, file))));
    expect(await complaintsOn(Buffer.concat(parts)), name).to.equal('');
  }
  const hidden = (await readdir(folder, { recursive: true })).filter((file) => /(^|\/)\./.test(file));
  expect(hidden, 'nothing half is left').to.deep.equal([]);
}

/** What ffmpeg complains of when it reads all of it. */
async function complaintsOn(bytes: Buffer): Promise<string> {
  const child = run('ffmpeg', ['-v', 'error', '-i', 'pipe:0', '-f', 'null', '-']);
  child.child.stdin?.end(bytes);
  return (await child).stderr;
}

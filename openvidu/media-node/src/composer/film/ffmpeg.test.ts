import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { runFfmpeg, type FfmpegRun } from './ffmpeg.js';

describe('ffmpeg, as films are made with it,', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-ffmpeg-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const fails = (args: readonly string[], more: Partial<FfmpegRun> = {}) =>
    runFfmpeg({
      args: ['-nostdin', '-loglevel', 'error', '-progress', 'pipe:1', ...args],
      ...{ cwd: folder, signal: new AbortController().signal, ...more },
    }).then(
      () => null,
      (error: unknown) => error,
    );
  /** Those that work in the folder. */
  const running = async () => {
    const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const folders = await Promise.all(ids.map((id) => readlink(`/proc/${id}/cwd`).catch(() => '')));
    return ids.filter((_, index) => folders[index] === folder).map(Number);
  };
  const endless = ['-re', '-f', 'lavfi', '-i', 'anullsrc', '-f', 'null', '-'];

  it('is ended when nothing comes of it any more', async () => {
    execFileSync('mkfifo', [join(folder, 'silent')]);
    const failure = await fails(['-f', 's16le', '-i', 'silent', '-f', 'null', '-'], { stallMs: 500 });
    expect(failure).to.include({ fault: 'stalled', message: 'ffmpeg made nothing in 0.5 s' });
    expect(await running()).to.deep.equal([]);
  });

  it('has failed when somebody kills it', async () => {
    const failing = fails(endless);
    const [id] = await until(async () => ((await running()).length > 0 ? running() : null), {
      what: 'ffmpeg',
    });
    process.kill(id ?? 0, 'SIGKILL');
    expect(await failing).to.include({ fault: 'ffmpeg' });
  });

  it('has failed with its own words at what it cannot read', async () => {
    const failure = await fails(['-i', 'nothing.webm', '-f', 'null', '-']);
    expect(failure).to.include({ fault: 'ffmpeg' });
    expect((failure as Error).message).to.include('nothing.webm: No such file or directory');
  });

  it('is ended at once when it is told to', async () => {
    const [stop, reason] = [new AbortController(), new Error('The recording was deleted')];
    const failing = fails(endless, { signal: stop.signal });
    await until(async () => (await running()).length > 0, { what: 'ffmpeg' });
    stop.abort(reason);
    expect(await failing).to.equal(reason);
    expect(await running()).to.deep.equal([]);
  });
});

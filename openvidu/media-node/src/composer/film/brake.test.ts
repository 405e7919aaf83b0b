import { expect } from 'chai';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { until } from '@seodang/testing/until';
import { runFfmpeg } from './ffmpeg.js';

/** A brake that a test pulls by hand. */
class HandBrake {
  isOn = true;
  child: ChildProcess | null = null;

  follow(child: ChildProcess): () => void {
    this.child = child;
    child.kill('SIGSTOP');
    return () => {
      this.child = null;
    };
  }

  release(): void {
    this.isOn = false;
    this.child?.kill('SIGCONT');
  }

  async isStopped(): Promise<boolean> {
    const status = await readFile(`/proc/${this.child?.pid ?? 0}/status`, 'utf8').catch(() => '');
    return /State:\s+T/.test(status);
  }
}

/** More than a busy machine takes to start ffmpeg. */
const STALL_MS = 2000;

describe('ffmpeg under a brake', () => {
  const film = ['-f', 'lavfi', '-i', 'color=s=64x64:r=25:d=1', '-progress', 'pipe:1', '-f', 'null', '-'];
  const run = (brake: HandBrake, signal: AbortSignal) =>
    runFfmpeg({ args: ['-v', 'error', ...film], cwd: '/', signal, brake, stallMs: STALL_MS });

  it('stands still while lessons need the machine, which is not taken for hanging', async () => {
    const brake = new HandBrake();
    const running = run(brake, new AbortController().signal);
    await until(() => brake.isStopped(), { what: 'it is stopped' });
    // Longer than it may make nothing: that much of the world's time is what this is about.
    const sinceMs = performance.now();
    await until(() => performance.now() - sinceMs > STALL_MS * 1.5, { what: 'time went by' });
    expect(await brake.isStopped()).to.equal(true);
    brake.release();
    expect((await running).frames).to.equal(25);
    expect(brake.child).to.equal(null);
  });

  it('is ended where it stands', async () => {
    const brake = new HandBrake();
    const stop = new AbortController();
    const running = run(brake, stop.signal).catch((error: unknown) => error);
    await until(() => brake.isStopped(), { what: 'it is stopped' });
    const reason = new Error('enough');
    stop.abort(reason);
    expect(await running).to.equal(reason);
  });
});

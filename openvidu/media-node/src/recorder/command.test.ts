import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChildProgram } from '@seodang/testing/child-program';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { CommandFailed, runCommand } from './command.js';

const HANGS = fileURLToPath(new URL('../test/command.process.ts', import.meta.url));

describe('a command', () => {
  let folder: string;
  /** Who reads it waits until somebody writes to it. */
  let fifo: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-command-'));
    fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const never = new AbortController().signal;
  /** Programs that read the fifo. */
  async function readers(): Promise<number> {
    const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
    return lines.filter((line) => line === `cat\0${fifo}\0`).length;
  }
  const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);

  it('gives what it wrote, or says what it complained of', async () => {
    expect(await runCommand('echo', ['one', 'two'], { signal: never })).to.equal('one two\n');
    const failure = await failureOf(runCommand('cat', [join(folder, 'none')], { signal: never }));
    expect(failure).to.be.instanceOf(CommandFailed).with.property('complaint').that.includes('No such file');
  });

  it('is no failure of its own when there is no such program', async () => {
    const failure = await failureOf(runCommand('no-such-program', [], { signal: never }));
    expect(failure).to.be.instanceOf(Error).and.not.instanceOf(CommandFailed);
  });

  it('that hangs has failed after a while, and is gone', async () => {
    const failure = await failureOf(runCommand('cat', [fifo], { signal: never, withinMs: 100 }));
    expect(failure).to.be.instanceOf(CommandFailed);
    expect(await readers()).to.equal(0);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const failure = failureOf(runCommand('cat', [fifo], { signal: stop.signal }));
    await until(async () => (await readers()) === 1, { what: 'it runs' });
    const reason = new Error('enough');
    stop.abort(reason);
    expect(await failure).to.equal(reason);
    expect(await readers()).to.equal(0);
  });

  it('does not outlive who runs it', async () => {
    const child = await ChildProgram.start({
      name: 'runs a command',
      argv: ['node', '--conditions=seodang:source', '--import', 'tsx', HANGS, 'cat', fifo],
      isReady: async () => (await readers()) === 1,
    });
    await child.end('SIGKILL');
    await until(async () => (await readers()) === 0, { what: 'it is gone' });
  });
});

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runJob } from './job.js';

describe('a job', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seodang-job-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const touch = () => ({
    ...{ name: 'job-test', argv: ['touch', join(folder, 'touched')], limitMin: 1 },
  });

  it('runs to its end, and tells how that was', async () => {
    const { code } = await runJob(touch(), new AbortController().signal);
    expect([code, existsSync(join(folder, 'touched'))]).to.deep.equal([0, true]);
  });

  it('is not begun when all was interrupted before', async () => {
    const { code, output } = await runJob(touch(), AbortSignal.abort());
    expect([code, output, existsSync(join(folder, 'touched'))]).to.deep.equal([
      124,
      'It was interrupted.',
      false,
    ]);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { TakeLine } from './take.js';
import { readTakeLines, TakeJournal } from './take-journal.js';

const alive = (at: number): TakeLine => ({ kind: 'alive', at });
const fail = (error: unknown) => {
  throw error as Error;
};

describe('the journal of a take', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-take-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(lines: readonly TakeLine[]): Promise<void> {
    const journal = await TakeJournal.open(folder, fail);
    for (const line of lines) journal.append(line);
    await journal.close();
  }

  it('gives back what was written, in order, over several lives', async () => {
    expect(await readTakeLines(folder)).to.deep.equal([]);
    const gap: TakeLine = { kind: 'gap-opened', at: 2, reason: 'nodeDown' };
    await write([alive(1), gap]);
    await write([{ kind: 'gap-closed', at: 3 }]);
    expect(await readTakeLines(folder)).to.deep.equal([alive(1), gap, { kind: 'gap-closed', at: 3 }]);
  });

  it('leaves out lines that mean nothing', async () => {
    await writeFile(
      join(folder, 'take.jsonl'),
      '{"kind":"alive","at":1}\nnull\n{"kind":"party"}\n[]\n{"kind"',
    );
    expect(await readTakeLines(folder)).to.deep.equal([alive(1)]);
  });

  it('loses but the line that was torn, wherever a crash tore it, and is gone on with', async () => {
    const lines = Array.from({ length: 20 }, (_, at) => alive(at));
    await write(lines);
    const path = join(folder, 'take.jsonl');
    const whole = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (length) => {
        await writeFile(path, whole.subarray(0, length));
        const kept = whole
          .subarray(0, length)
          .toString()
          .split('\n')
          .filter((text) => text.endsWith('}')).length;
        await write([alive(99)]);
        expect(await readTakeLines(folder)).to.deep.equal([...lines.slice(0, kept), alive(99)]);
      }),
      { numRuns: 60 },
    );
  });

  it('says that the disk took nothing, and goes on when it does', async () => {
    const failures: unknown[] = [];
    const journal = await TakeJournal.open(folder, (error) => failures.push(error));
    await journal.close();
    journal.append(alive(1));
    await journal.settled();
    expect(failures).to.have.length(1);
  });
});

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Lives } from './lives.js';

describe('the lives of the node that a making took', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-lives-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A life that ends without a word. */
  async function lose(share = 0): Promise<void> {
    await (await Lives.begin(folder)).reached(share);
  }
  const lost = async () => (await Lives.begin(folder)).lost;

  it('are those that ended before it was over', async () => {
    await lose();
    await lose();
    expect(await lost()).to.equal(2);
  });

  it('are forgotten when it ended by itself', async () => {
    await lose();
    await (await Lives.begin(folder)).end();
    expect(await readdir(folder)).to.deep.equal([]);
    expect(await lost()).to.equal(0);
  });

  it('count from the last one that came further', async () => {
    await lose(0.3);
    await lose(0.3);
    expect(await lost()).to.equal(2);
    await lose(0.5);
    expect(await lost()).to.equal(1);
  });

  it('are none when what is kept of them cannot be read', async () => {
    await lose();
    for (const name of await readdir(folder)) await writeFile(join(folder, name), '{"lost":');
    expect(await lost()).to.equal(0);
  });
});

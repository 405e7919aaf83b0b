import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMjr, type RtpOut } from '../test/mjr-writer.js';
import { MjrFile } from './mjr.js';
import { parseRtp } from './rtp.rules.js';

describe('a recording of Janus', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-mjr-'));
    path = join(folder, 'a.mjr');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const packet = (index: number, length = 20): RtpOut => ({
    ssrc: 1,
    payloadType: 111,
    sequence: index,
    timestamp: index * 960,
    isMarked: false,
    payload: Buffer.alloc(length, index),
    arrivedMs: 1_790_000_000_000 + index * 20,
  });
  const packets = (count: number, length?: number) =>
    Array.from({ length: count }, (_, index) => packet(index, length));
  const read = async () => {
    const file = await MjrFile.open(path);
    if (file === null) return null;
    const found: { sequence: number; arrivedMs: number; first: number }[] = [];
    for await (const { bytes, arrivedMs, offset } of file.packets()) {
      const rtp = parseRtp(bytes);
      const byte = Buffer.alloc(1);
      await file.read(byte, offset + (rtp?.start ?? 0));
      found.push({ sequence: rtp?.sequence ?? -1, arrivedMs, first: byte[0] ?? -1 });
    }
    await file.close();
    return found;
  };

  it('gives each packet, when it came and where it lies', async () => {
    await writeMjr(path, { kind: 'a', codec: 'opus' }, packets(3));
    expect(await read()).to.deep.equal([
      { sequence: 0, arrivedMs: 1_790_000_000_000, first: 0 },
      { sequence: 1, arrivedMs: 1_790_000_000_020, first: 1 },
      { sequence: 2, arrivedMs: 1_790_000_000_040, first: 2 },
    ]);
  });

  it('is read in parts when it is long', async () => {
    await writeMjr(path, { kind: 'a', codec: 'opus' }, packets(3000, 1200));
    expect((await read())?.map(({ sequence }) => sequence)).to.deep.equal(
      packets(3000).map(({ sequence }) => sequence),
    );
  });

  it('gives what is whole when it was cut off', async () => {
    await writeMjr(path, { kind: 'a', codec: 'opus' }, packets(3));
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 5));
    expect(await read()).to.have.length(2);
  });

  it('goes on behind bytes that are no packet', async () => {
    await writeMjr(path, { kind: 'a', codec: 'opus' }, packets(3));
    const bytes = await readFile(path);
    const at = bytes.indexOf('MEET', bytes.indexOf('MEET') + 1);
    await writeFile(path, Buffer.concat([bytes.subarray(0, at), Buffer.alloc(77, 9), bytes.subarray(at)]));
    expect((await read())?.map(({ sequence }) => sequence)).to.deep.equal([0, 1, 2]);
  });

  for (const [what, bytes] of [
    ['empty', Buffer.alloc(0)],
    ['another', Buffer.from('RIFF....WAVE')],
    ['cut off in its head', Buffer.from('MJR00002\0\u0040{"t":"a"')],
    ['without a time', Buffer.from('MJR00002\0\u0013{"t":"a","c":"o"}  ')],
  ] as const)
    it(`is none when it is ${what}`, async () => {
      await writeFile(path, bytes);
      expect(await read()).to.equal(null);
    });

  it('is none when it is not there', async () => {
    expect(await read()).to.equal(null);
  });
});

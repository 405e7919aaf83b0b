import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { Connection } from '../session/connection.js';
import { Stream } from '../session/stream.js';
import { MemoryMedia } from '../test/memory-media.js';
import { Recording } from './recording.js';
import { toProperties } from './recording-properties.js';
import { RunningTake } from './running-take.js';
import { readTakeLines } from './take-journal.js';

const OPTIONS = {
  ...{ role: 'PUBLISHER' as const, serverData: '', record: true, kurentoOptions: null, customIceServers: [] },
};

describe('a take under way', () => {
  let folder: string;
  let media: MemoryMedia;
  let faults: string[];
  let take: RunningTake;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-running-'));
    media = new MemoryMedia();
    faults = [];
    const recording = new Recording({
      ...{ id: 'math', sessionId: 'math', uniqueSessionId: 'math_1', createdAtMs: 1 },
      properties: toProperties({}, {}, 'math'),
    });
    const deps = {
      media,
      clock: { now: () => Date.now() },
      faults: { report: (what: string) => faults.push(what) },
    };
    take = await RunningTake.begin(
      { ...deps, onDiskFailure: (error) => faults.push(String(error)), beatMs: 5 },
      recording,
      folder,
    );
  });
  afterEach(async () => {
    await take.stop('over');
    await rm(folder, { recursive: true, force: true });
  });

  function publisher(name: string, has = { hasAudio: true, hasVideo: true }, record = true): Connection {
    const invitation = { id: `con_${name}`, sessionId: 'math', token: '', createdAtMs: 0 };
    const connection = new Connection(invitation, { ...OPTIONS, record });
    const state = {
      audioActive: true,
      videoActive: true,
      typeOfVideo: 'CAMERA',
      frameRate: null,
      videoDimensions: null,
    };
    connection.stream = new Stream(`str_${connection.id}`, connection, 0, { ...has, ...state });
    media.flowing.add(connection.stream.id);
    return connection;
  }
  const segments = async () =>
    (await readTakeLines(folder)).flatMap((line) => (line.kind === 'segment-opened' ? [line.file] : []));

  it('asks each stream for a key frame now and then, not all at once, and none that is not written', async () => {
    for (const name of ['a', 'b']) take.add(publisher(name), { isFlowing: true });
    take.add(publisher('later'), { isFlowing: false });
    expect(await take.isWritten()).to.equal(true);
    await until(() => media.keyFrames.length >= 6, { what: 'key frames are asked for' });
    expect(media.keyFrames.slice(0, 6).filter((id) => id === 'str_con_a')).to.have.length(3);
    expect(media.keyFrames[0]).to.not.equal(media.keyFrames[1]);
    expect(media.keyFrames).to.not.include('str_con_later');
  });

  it('has what a publisher says of its clocks written down at once, and now and then, as long as it is recorded', async () => {
    const ann = publisher('a');
    take.add(ann, { isFlowing: true });
    await until(() => media.captures.length >= 4, { what: 'captures' });
    await take.stop('over');
    const names = media.captures.map(({ path }) => path && basename(path)).slice(0, 4);
    expect(names).to.deep.equal(['1-0-rtcp-0.pcap', null, '1-0-rtcp-1.pcap', null]);
    expect(media.captures.length % 2, 'one is left open').to.equal(0);
  });

  it('tries once more to have a stream written, and says when it is not', async () => {
    let tries = 0;
    media.record = () => {
      tries += 1;
      return Promise.reject(new Error('no'));
    };
    take.add(publisher('a'), { isFlowing: true });
    expect(await take.isWritten()).to.equal(false);
    expect([tries, faults]).to.deep.equal([2, ['record', 'record']]);
  });

  it('takes no stream whose owner is not to be recorded', async () => {
    take.add(publisher('shy', undefined, false), { isFlowing: true });
    await take.stop('over');
    expect(await segments()).to.deep.equal([]);
    expect(media.recorded.size).to.equal(0);
  });

  it('writes nothing any more once it is stopped', async () => {
    const ann = publisher('a');
    take.add(ann, { isFlowing: true });
    await take.isWritten();
    await take.stop('over');
    if (ann.stream) take.flows(ann.stream);
    take.engineDown();
    await take.suspend();
    const lines = await readTakeLines(folder);
    expect(lines.at(-1)).to.include({ kind: 'stopped', reason: 'over' });
    expect(media.recorded.size).to.equal(0);
  });
});

import { appendFile, copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { useRecordingWorld } from '../../../test/recording-world.js';

describe('the recording pipeline after a worker was killed in a bad moment', function () {
  this.timeout(120_000);
  const world = useRecordingWorld();

  /** What the worker leaves that was killed before it could rename what it had fetched. */
  async function leavePart(id: RecordingId, nodeId: string): Promise<string> {
    const work = join(world.folder, 'work', id);
    await mkdir(work, { recursive: true });
    const part = join(work, 'film.mp4.part');
    await copyFile(world.fake.recordings.all.get(nodeId)?.file ?? '', part);
    return part;
  }

  it('takes a film that is whole but has not got its name', async () => {
    const { id, nodeId } = await world.record({ sec: 5 });
    await leavePart(id, nodeId);
    world.fake.recordings.asked.length = 0;
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready', attempt: 1 });
    expect(world.fake.recordings.asked, 'it need not be sent again').to.deep.equal([]);
  });

  it('begins anew when more lies there than the media server has', async () => {
    const { id, nodeId } = await world.record({ sec: 5 });
    const part = await leavePart(id, nodeId);
    await appendFile(part, 'of another film');
    const tooMuch = (await stat(part)).size;
    world.fake.recordings.asked.length = 0;
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready', attempt: 1 });
    expect(world.fake.recordings.asked).to.deep.equal([tooMuch, 0]);
  });
});

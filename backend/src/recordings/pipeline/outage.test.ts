import { expect } from 'chai';
import { useRecordingWorld } from '../../../test/recording-world.js';
import { s3ConfigAt, startS3 } from '../../../test/s3-server.js';
import { until } from '../../../test/until.js';
import { freePort } from '../../../test/worker-process.js';
import { S3Storage } from '../storage/s3.js';

/** More than the attempts that a recording has. */
const TRIES = 5;

describe('the recording pipeline while others are away', function () {
  this.timeout(120_000);
  const world = useRecordingWorld();

  it('waits for the media server without counting it as a failure', async () => {
    const { id } = await world.record({ sec: 5 });
    for (const state of ['away', 'silent', 'away', 'away', 'away'] as const) {
      world.fake.state = state;
      await world.dueNow(id);
      await world.pipeline.run(id);
    }
    const waiting = { state: 'processing', stage: 'collect', attempt: 1, failure: 'media_away' };
    expect(await world.row(id)).to.include(waiting);
    world.fake.state = 'up';
    const isReady = async () => {
      await world.dueNow(id);
      await world.pipeline.run(id);
      return (await world.row(id))['state'] === 'ready';
    };
    await until(isReady, { what: 'the media server to be asked again', withinMs: 30_000 });
    expect(await world.row(id)).to.include({ attempt: 1, failure: null });
  });

  it('waits for the store without counting it as a failure, and makes nothing twice', async () => {
    const port = await freePort();
    const storage = new S3Storage(s3ConfigAt(port));
    const pipeline = world.pipelineWith({ storage });
    const { id } = await world.record({ sec: 5 });
    world.fake.recordings.asked.length = 0;
    for (let nth = 0; nth < TRIES; nth += 1) {
      await world.dueNow(id);
      await pipeline.run(id);
    }
    const waiting = { state: 'processing', stage: 'render', attempt: 1, failure: 'store_away' };
    expect(await world.row(id)).to.include(waiting);
    const server = await startS3(world.folder, port);
    try {
      await world.dueNow(id);
      await pipeline.run(id);
    } finally {
      await server.close();
    }
    expect(await world.row(id)).to.include({ state: 'ready', attempt: 1, failure: null, film_version: 1 });
    expect(world.fake.recordings.asked, 'the film came once').to.deep.equal([0]);
  });
});

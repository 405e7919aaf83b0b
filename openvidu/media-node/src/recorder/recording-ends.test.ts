import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { never, until } from '@seodang/testing/until';
import { expect } from 'chai';
import { useRecordings } from '../test/recording-harness.js';
import { pause } from './pause.js';

const GIB = 1024 ** 3;

describe('how recordings end', () => {
  const at = useRecordings();

  it('outlive the last participant for a while, and then take the session along', async () => {
    await at.node.stop();
    await at.begin({ OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: '1' });
    const { teacher } = await at.lesson();
    await at.started('math');
    await teacher.leave();
    expect((await at.node.rest('GET', '/sessions/math')).status).to.equal(200);
    await until(() => at.receiver.accepted.some(({ event }) => event === 'sessionDestroyed'), {
      what: 'the session ends',
    });
    expect(at.statuses().slice(0, 2)).to.deep.equal(['started', 'stopped automaticStop']);
    const names = at.receiver.accepted.map(({ event }) => event);
    expect(names.indexOf('sessionDestroyed')).to.be.above(names.indexOf('recordingStatusChanged') + 1);
    expect(at.receiver.accepted.find(({ event }) => event === 'sessionDestroyed')).to.include({
      reason: 'automaticStop',
    });
  });

  it('end with the last participant where they are not to wait', async () => {
    await at.node.stop();
    await at.begin({ OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: '0' });
    const { teacher } = await at.lesson();
    await at.started('math');
    await teacher.leave();
    await until(() => at.receiver.accepted.some(({ event }) => event === 'sessionDestroyed'), {
      what: 'the session ends',
    });
    expect(at.statuses().slice(0, 2)).to.deep.equal(['started', 'stopped lastParticipantLeft']);
    expect(at.receiver.accepted.find(({ event }) => event === 'sessionDestroyed')).to.include({
      reason: 'lastParticipantLeft',
    });
  });

  it('cannot be stopped before they have started, nor once more', async () => {
    let write: () => void = () => undefined;
    const written = new Promise<void>((resolve) => (write = resolve));
    const { media } = at.node;
    const record = media.record.bind(media);
    media.record = async (ref, path) => {
      await written;
      return record(ref, path);
    };
    at.node.film.beforeDone = (signal) => pause(100_000, signal);
    await at.lesson();
    const starting = at.start('math');
    const isKnown = async () => (await at.node.rest('GET', '/recordings/math')).status === 200;
    await until(isKnown, { what: 'it is on its way' });
    expect(await at.get('math')).to.include({ status: 'starting' });
    expect((await at.stop('math')).status, 'it is starting').to.equal(406);
    expect((await at.node.rest('DELETE', '/recordings/math')).status).to.equal(409);
    write();
    expect((await starting).status).to.equal(200);
    expect((await at.stop('math')).status).to.equal(200);
    expect((await at.stop('math')).status, 'its film is being made').to.equal(409);
  });

  it('go on when somebody publishes before the time is over', async () => {
    await at.node.stop();
    await at.begin({ OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: '1' });
    const { teacher } = await at.lesson();
    await at.started('math');
    const token = await at.node.token('math');
    await teacher.leave();
    const other = await at.node.socket();
    await other.joinRoom(token);
    await at.publish(other, 'math');
    await never(() => at.told().length > 1, { what: 'the recording stops', forMs: 1300 });
    await at.node.rest('DELETE', '/sessions/math');
    await until(() => at.told().length >= 2, { what: 'it is told' });
    expect(at.statuses()[1]).to.equal('stopped sessionClosedByServer');
    const names = at.receiver.accepted.map(({ event, status }) => String(status ?? event));
    expect(names.indexOf('stopped')).to.be.within(
      names.indexOf('participantLeft'),
      names.indexOf('sessionDestroyed'),
    );
  });

  it('end a session that only they kept open', async () => {
    const { teacher } = await at.lesson();
    await at.started('math');
    await teacher.leave();
    await at.stop('math');
    expect((await at.node.rest('GET', '/sessions/math')).status).to.equal(404);
  });

  it('do not start on a disk that is nearly full, and stop on one that becomes so while the lesson goes on', async () => {
    at.node.film.freeBytes = 4.9 * GIB;
    await at.lesson();
    const refused = await at.start('math');
    expect(refused.status).to.equal(503);
    expect(refused.body).to.have.property('message', 'There is no room for a recording.');
    at.node.film.freeBytes = 9.9 * GIB;
    expect((await at.start('math')).status, 'a tenth of 100 GiB').to.equal(503);
    at.node.film.freeBytes = 11 * GIB;
    const { id } = await at.started('math');
    at.node.film.freeBytes = 1.9 * GIB;
    await until(() => at.statuses().includes('stopped diskFull'), { what: 'it stops' });
    at.node.film.freeBytes = 50 * GIB;
    await at.becomes(id, 'ready');
    expect((await at.node.rest('GET', '/sessions/math')).status).to.equal(200);
    expect(at.statuses().filter((one) => one === 'failed')).to.have.length(2);
  });

  it('fail to start when a stream is not written, unless that is to be ignored', async () => {
    at.node.media.record = () => Promise.reject(new Error('no'));
    await at.lesson();
    expect((await at.start('math', { outputMode: 'INDIVIDUAL' })).status).to.equal(500);
    await until(() => at.statuses().length === 1, { what: 'it is told' });
    expect(at.told()[0]).to.include({ id: 'math', status: 'failed' }).and.not.have.property('reason');
    const second = await at.start('math', { outputMode: 'INDIVIDUAL', ignoreFailedStreams: true });
    expect(second.status).to.equal(200);
    expect(second.body).to.include({ id: 'math~1' });
  });

  it('are cancelled in the making when they are deleted', async () => {
    let hasLetGo = false;
    at.node.film.beforeDone = async (signal) => {
      await pause(100_000, signal);
      hasLetGo = true;
    };
    await at.lesson();
    await at.started('math');
    await at.stop('math');
    await until(() => at.node.film.takes.length === 1, { what: 'the film is being made' });
    expect(await at.get('math')).to.include({ status: 'stopped', progress: 0.5 });
    expect((await at.node.rest('DELETE', '/recordings/math')).status).to.equal(204);
    expect(hasLetGo).to.equal(true);
    expect(await readdir(join(at.node.folder, 'recordings'))).to.deep.equal(['.raw']);
    expect(await readdir(join(at.node.folder, 'recordings', '.raw'))).to.deep.equal([]);
  });
});

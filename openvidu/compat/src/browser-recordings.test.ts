import { expect } from 'chai';
import { useClassroom } from './browser/classroom.js';
import { sees, sends } from './browser/media.js';
import {
  deleteRecordings,
  fetchFile,
  needRecording,
  record,
  stopRecording,
  untilOver,
} from './support/recordings.js';
import { nodeClient, openSession, rest } from './support/rest.js';
import { target } from './support/target.js';
import { until } from '@seodang/testing/until';
import { journalOf } from './support/webhook-journal.js';

const INDIVIDUAL = { outputMode: 'INDIVIDUAL' as never };

describe('openvidu-browser and openvidu-node-client: recordings', function () {
  this.timeout(240_000);
  before(async function () {
    await needRecording(this);
  });
  afterEach(deleteRecordings);
  const room = useClassroom();

  it('C1 C3 C4 records each stream, tells who publishes, and gives the archive to who knows the secret', async () => {
    const session = await openSession('archive');
    const ann = await room.classroom.join(session, 'ann', { connection: { data: 'teacher-17' } });
    const watcher = await room.classroom.join(session, 'watcher', {
      connection: { role: 'SUBSCRIBER' as never },
    });
    const streamId = await ann.publish();
    await sees(watcher, streamId);

    const { id, status, properties } = await record(session, { ...INDIVIDUAL, name: 'lesson1' });
    expect([status, properties.name]).to.deep.equal(['started', 'lesson1']);
    await ann.hears('recordingStarted', { recordingId: id, recordingName: 'lesson1' });
    const bob = await room.classroom.join(session, 'bob');
    await bob.hears('recordingStarted', { recordingId: id, recordingName: 'lesson1' });
    await sends(bob, await bob.publish(), 3000);

    await stopRecording(id);
    await ann.hears('recordingStopped', { recordingId: id, reason: 'recordingStoppedByServer' });
    const ready = await untilOver(id);
    expect(ready.status).to.equal('ready');
    expect(ready.size).to.be.above(10_000);
    expect(ready.duration).to.be.within(2.5, 30);
    expect(ready.url).to.match(new RegExp(`/openvidu/recordings/${id}/lesson1\\.zip$`));
    expect((await fetchFile(ready, { secret: null })).status).to.equal(401);
    expect((await fetchFile(ready, { secret: 'wrong' })).status).to.equal(401);
    expect((await fetchFile(ready, { name: 'other.zip' })).status).to.equal(404);
    const { status: found, bytes } = await fetchFile(ready);
    expect(found).to.equal(200);
    expect(bytes.length).to.equal(ready.size);
    expect(bytes.subarray(0, 4).toString('latin1'), 'a zip file').to.equal('PK\x03\x04');
    expect(bytes.includes(`${streamId}.`), 'the stream by its name').to.equal(true);
    expect((await fetchFile(ready, { range: 'bytes=0-3' })).status).to.equal(206);
    expect(watcher.heard('recordingStarted'), 'subscribers are not told').to.deep.equal([]);

    await nodeClient().deleteRecording(id);
    expect((await rest('GET', `/recordings/${id}`)).status).to.equal(404);
  });

  it('C1 C3 composes a film of everybody', async () => {
    const session = await openSession('film');
    const ann = await room.classroom.join(session, 'ann');
    const streamId = await ann.publish();
    const { id } = await record(session, { name: 'film', resolution: '640x360' });
    await sends(ann, streamId, 4000);
    await stopRecording(id);
    const ready = await untilOver(id);
    expect(ready.status).to.equal('ready');
    expect(ready.url).to.match(/\/film\.mp4$/);
    expect(ready.duration).to.be.within(2.5, 30);
    const { bytes } = await fetchFile(ready);
    expect(bytes.length).to.equal(ready.size);
    expect(bytes.subarray(4, 8).toString('latin1')).to.equal('ftyp');
    expect((await fetchFile(ready, { name: `${id}.jpg` })).status, 'the thumbnail').to.equal(200);
  });

  it('records by itself a session that is always recorded, until it is told to stop', async () => {
    const session = await openSession('always', {
      recordingMode: 'ALWAYS' as never,
      defaultRecordingProperties: { ...INDIVIDUAL, name: 'always' },
    });
    const ann = await room.classroom.join(session, 'ann');
    const streamId = await ann.publish();
    await ann.hears('recordingStarted', { recordingName: 'always' });
    await sends(ann, streamId, 1000);
    await stopRecording(session.sessionId);
    await untilOver(session.sessionId);
    const bob = await room.classroom.join(session, 'bob');
    await sees(ann, await bob.publish());
    expect(bob.heard('recordingStarted'), 'what is told with the first stream').to.deep.equal([]);
    expect((await rest('GET', `/sessions/${session.sessionId}`)).json).to.include({ recording: false });
    await rest('DELETE', `/recordings/${session.sessionId}`);
  });

  it('C5 stops a while after the last one left, and takes the session along', async function () {
    const { json } = await rest('GET', '/config');
    const timeoutS = Number(json['OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT']);
    if (timeoutS > 20) this.skip();
    const session = await openSession('alone');
    const ann = await room.classroom.join(session, 'ann');
    const streamId = await ann.publish();
    const { id } = await record(session, INDIVIDUAL);
    await sends(ann, streamId, 1500);
    await ann.call('disconnect');
    const left = await until(
      async () => {
        const { status, json } = await rest('GET', `/sessions/${session.sessionId}`);
        const { numberOfElements } = (json['connections'] ?? {}) as { numberOfElements?: number };
        return (status !== 200 || numberOfElements === 0) && { status, recording: json['recording'] };
      },
      { what: 'the server to see that nobody is there' },
    );
    expect(left, 'meanwhile').to.deep.equal({ status: 200, recording: true });
    expect((await untilOver(id)).status).to.equal('ready');
    expect((await rest('GET', `/sessions/${session.sessionId}`)).status).to.equal(404);
    if (target.webhookPort === null) return;
    const told = await until(
      async () => {
        const bodies = (await journalOf(session.sessionId)).map(({ body }) => body);
        return bodies.some(({ status }) => status === 'ready') ? bodies : null;
      },
      { what: 'the webhook that it is ready', everyMs: 100 },
    );
    const story = told
      .filter(({ event }) => event === 'recordingStatusChanged')
      .map(({ status, reason }) => [status, reason].filter(Boolean).join(' '));
    expect(story).to.deep.equal(['started', 'stopped automaticStop', 'ready automaticStop']);
    expect(told.find(({ event }) => event === 'sessionDestroyed')).to.include({ reason: 'automaticStop' });
  });
});

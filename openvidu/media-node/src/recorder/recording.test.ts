import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingWire } from '@seodang/contracts/openvidu/rest';
import { WebhookEvent } from '@seodang/contracts/openvidu/webhook';
import { never, until } from '@seodang/testing/until';
import { expect } from 'chai';
import type { FakeBrowser } from '../test/fake-browser.js';
import { NodeUnderTest, SECRET } from '../test/node-under-test.js';
import { WebhookReceiver } from '../test/webhook-receiver.js';
import { pause } from './pause.js';

const GIB = 1024 ** 3;

describe('recordings', () => {
  let receiver: WebhookReceiver;
  let node: NodeUnderTest;
  const env = (more: Record<string, string> = {}) => ({
    ...{ OPENVIDU_RECORDING: 'true', OPENVIDU_WEBHOOK: 'true', OPENVIDU_WEBHOOK_ENDPOINT: receiver.url },
    ...more,
  });

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    node = await NodeUnderTest.start(env());
  });
  afterEach(async () => {
    await node.stop();
    await receiver.stop();
  });

  const start = async (session: string, wish: Record<string, unknown> = {}) =>
    node.rest('POST', '/recordings/start', { session, ...wish });
  const started = async (session: string, wish: Record<string, unknown> = {}) =>
    (await start(session, wish)).body as RecordingWire;
  const stop = (id: string) => node.rest('POST', `/recordings/stop/${id}`);
  const get = async (id: string) => (await node.rest('GET', `/recordings/${id}`)).body as RecordingWire;
  const becomes = (id: string, status: string) =>
    until(async () => (await get(id)).status === status, { what: `${id} is ${status}` });
  const told = () => receiver.accepted.filter(({ event }) => event === 'recordingStatusChanged');
  const statuses = () => told().map(({ status, reason }) => [status, reason].filter(Boolean).join(' '));
  const file = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${node.origin}/openvidu/recordings/${path}`, {
      headers: { Authorization: `Basic ${btoa(`OPENVIDUAPP:${SECRET}`)}`, ...headers },
    });

  async function publish(browser: FakeBrowser, sessionId: string): Promise<string> {
    const streamId = String((await browser.publish()).id);
    node.media.connect({ sessionId, connectionId: browser.id, streamId });
    return streamId;
  }

  async function lesson(name = 'math', options: Record<string, unknown> = {}) {
    await node.rest('POST', '/sessions', { customSessionId: name, ...options });
    const teacher = await node.join(name, { data: 'teacher', role: 'MODERATOR' });
    const streamId = await publish(teacher, name);
    return { name, teacher, streamId };
  }

  it('go from started over stopped to ready, and say so to clients, webhooks and whoever asks', async () => {
    const { teacher } = await lesson();
    const listener = await node.join('math', { role: 'SUBSCRIBER' });
    const recording = await started('math', { name: 'first' });
    expect(recording).to.deep.include({
      ...{ id: 'math', object: 'recording', name: 'first', outputMode: 'COMPOSED', sessionId: 'math' },
      ...{
        resolution: '1280x720',
        frameRate: 25,
        recordingLayout: 'BEST_FIT',
        hasAudio: true,
        hasVideo: true,
      },
      ...{ size: 0, duration: 0, url: null, status: 'started' },
    });
    await teacher.hears('recordingStarted', { id: 'math', name: 'first' });
    expect((await node.rest('GET', '/sessions/math')).body).to.include({ recording: true });

    expect((await stop('math')).status).to.equal(200);
    await teacher.hears('recordingStopped', {
      id: 'math',
      name: 'first',
      reason: 'recordingStoppedByServer',
    });
    await becomes('math', 'ready');
    expect(await get('math')).to.deep.include({
      ...{ size: 22, duration: 12.5, status: 'ready' },
      url: 'http://127.0.0.1:443/openvidu/recordings/math/first.mp4',
    });
    expect((await node.rest('GET', '/sessions/math')).body).to.include({ recording: false });
    expect(listener.heard.map(({ method }) => method)).to.not.include('recordingStarted');

    await until(() => told().length === 3, { what: 'three webhooks' });
    expect(statuses()).to.deep.equal([
      'started',
      'stopped recordingStoppedByServer',
      'ready recordingStoppedByServer',
    ]);
    for (const body of told()) WebhookEvent.parse(body);
    expect(told()[2]).to.include({ id: 'math', name: 'first', size: 22, duration: 12.5, hasVideo: true });
    expect(told()[2]).to.have.property('startTime', recording.createdAt);
  });

  it('answer each wrong wish with OpenVidu’s number, in its order', async () => {
    const { name } = await lesson();
    await node.rest('POST', '/sessions', { customSessionId: 'empty' });
    await node.rest('POST', '/sessions', { customSessionId: 'relayed', mediaMode: 'RELAYED' });
    const answers: [Record<string, unknown>, number][] = [
      [{ resolution: '10x10' }, 400],
      [{ session: 'nobody', resolution: '10x10' }, 404],
      [{ session: 'relayed' }, 409],
      [{ session: 'empty', hasAudio: false, hasVideo: false }, 406],
      [{ session: name, name: 'a b' }, 400],
      [{ session: name, outputMode: 'FILM' }, 400],
      [{ session: name, hasAudio: 'yes' }, 400],
      [{ session: name, resolution: '10x10' }, 422],
      [{ session: name, resolution: '2000x720' }, 422],
      [{ session: name, frameRate: 121 }, 422],
      [{ session: name, shmSize: 1 }, 422],
      [{ session: name, hasAudio: false, hasVideo: false }, 422],
    ];
    for (const [body, status] of answers)
      expect((await node.rest('POST', '/recordings/start', body)).status, JSON.stringify(body)).to.equal(
        status,
      );
    expect(await node.rest('GET', '/recordings')).to.deep.include({ body: { count: 0, items: [] } });
    await started(name);
    expect((await start(name)).status, 'twice').to.equal(409);
    expect((await node.rest('DELETE', '/recordings/math')).status, 'under way').to.equal(409);
    expect((await stop('nothing')).status).to.equal(404);
    expect((await node.rest('GET', '/recordings/nothing')).status).to.equal(404);
    expect((await node.rest('DELETE', '/recordings/nothing')).status).to.equal(404);
    await stop('math');
    await becomes('math', 'ready');
    expect((await stop('math')).status, 'finished').to.equal(404);
    expect((await node.rest('DELETE', '/recordings/math')).status).to.equal(204);
    expect((await node.rest('GET', '/recordings/math')).status).to.equal(404);
  });

  it('are numbered within their session, and swap the two composed modes', async () => {
    await lesson('math', {
      defaultRecordingProperties: { outputMode: 'COMPOSED_QUICK_START', name: 'usual' },
    });
    const first = await started('math', { outputMode: 'COMPOSED' });
    expect(first).to.include({ id: 'math', name: 'usual', outputMode: 'COMPOSED_QUICK_START' });
    await stop('math');
    const second = await started('math', { name: 'other', hasVideo: false });
    expect(second).to.include({ id: 'math~1', name: 'other' }).and.not.have.property('resolution');
    await stop('math~1');
    await becomes('math~1', 'ready');
    expect((await get('math~1')).url).to.match(/\/math~1\/other\.webm$/);
    expect((await node.rest('GET', '/recordings')).body).to.have.property('count', 2);
  });

  it('hold every stream from when it flows, anew after each reconnect, and none that is not to be recorded', async () => {
    const { teacher, streamId } = await lesson();
    await started('math');
    const late = await node.join('math');
    const lateId = await publish(late, 'math');
    const shy = await node.join('math', { record: false });
    await publish(shy, 'math');
    const ref = { sessionId: 'math', connectionId: teacher.id, streamId };
    await until(() => node.media.recorded.size === 2, { what: 'both are written' });
    node.media.say({ name: 'stream.interrupted', stream: ref });
    node.media.say({ name: 'stream.replaced', stream: ref, staleSubscribers: [] });
    await until(() => node.media.recorded.get(streamId)?.endsWith('-1'), { what: 'the second file' });
    await late.request('streamPropertyChanged', {
      ...{ streamId: lateId, property: 'audioActive', newValue: false, reason: 'publishAudio' },
    });
    await late.request('unpublishVideo', {});
    await stop('math');
    await becomes('math', 'ready');
    const [take] = node.film.takes;
    expect(take?.streams.map((stream) => [stream.streamId, stream.segments.length])).to.deep.equal([
      [streamId, 2],
      [lateId, 1],
    ]);
    expect(take?.streams[0]).to.include({ serverData: 'teacher', typeOfVideo: 'CAMERA' });
    expect(take?.streams[1]?.states.map(({ audioActive }) => audioActive)).to.deep.equal([true, false]);
  });

  it('tell who joins later, if the role is told at all', async () => {
    await lesson();
    await started('math', { name: 'first' });
    const shown = async (role: string) => {
      const browser = await node.socket();
      return browser.joinRoom(await node.token('math', { role }));
    };
    expect(await shown('PUBLISHER')).to.include({ recordingId: 'math', recordingName: 'first' });
    expect(await shown('SUBSCRIBER')).to.not.have.property('recordingId');
  });

  it('begin by themselves with the first stream of a session that is always recorded', async () => {
    await lesson('always', { recordingMode: 'ALWAYS', defaultRecordingProperties: { name: 'auto' } });
    await becomes('always', 'started');
    expect(await get('always')).to.include({ name: 'auto' });
    await stop('always');
    await publish(await node.join('always'), 'always');
    await never(() => node.media.recorded.size > 0, { what: 'another after a manual stop', forMs: 100 });
    expect((await node.rest('GET', '/recordings')).body).to.have.property('count', 1);
  });

  it('outlive the last participant for a while, and then take the session along', async () => {
    await node.stop();
    node = await NodeUnderTest.start(env({ OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: '1' }));
    const { teacher } = await lesson();
    await started('math');
    await teacher.leave();
    expect((await node.rest('GET', '/sessions/math')).status).to.equal(200);
    await until(() => receiver.accepted.some(({ event }) => event === 'sessionDestroyed'), {
      what: 'the session ends',
    });
    expect(statuses().slice(0, 2)).to.deep.equal(['started', 'stopped automaticStop']);
    const names = receiver.accepted.map(({ event }) => event);
    expect(names.indexOf('sessionDestroyed')).to.be.above(names.indexOf('recordingStatusChanged') + 1);
    expect(receiver.accepted.find(({ event }) => event === 'sessionDestroyed')).to.include({
      reason: 'automaticStop',
    });
  });

  it('go on when somebody publishes before the time is over', async () => {
    await node.stop();
    node = await NodeUnderTest.start(env({ OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: '1' }));
    const { teacher } = await lesson();
    await started('math');
    const token = await node.token('math');
    await teacher.leave();
    const other = await node.socket();
    await other.joinRoom(token);
    await publish(other, 'math');
    await never(() => told().length > 1, { what: 'the recording stops', forMs: 1300 });
    await node.rest('DELETE', '/sessions/math');
    await until(() => told().length >= 2, { what: 'it is told' });
    expect(statuses()[1]).to.equal('stopped sessionClosedByServer');
    const names = receiver.accepted.map(({ event, status }) => String(status ?? event));
    expect(names.indexOf('stopped')).to.be.within(
      names.indexOf('participantLeft'),
      names.indexOf('sessionDestroyed'),
    );
  });

  it('end a session that only they kept open', async () => {
    const { teacher } = await lesson();
    await started('math');
    await teacher.leave();
    await stop('math');
    expect((await node.rest('GET', '/sessions/math')).status).to.equal(404);
  });

  it('do not start on a disk that is nearly full, and stop on one that becomes so while the lesson goes on', async () => {
    node.film.freeBytes = 4.9 * GIB;
    await lesson();
    const refused = await start('math');
    expect(refused.status).to.equal(503);
    expect(refused.body).to.have.property('message', 'There is no room for a recording.');
    node.film.freeBytes = 9.9 * GIB;
    expect((await start('math')).status, 'a tenth of 100 GiB').to.equal(503);
    node.film.freeBytes = 11 * GIB;
    const { id } = await started('math');
    node.film.freeBytes = 1.9 * GIB;
    await until(() => statuses().includes('stopped diskFull'), { what: 'it stops' });
    node.film.freeBytes = 50 * GIB;
    await becomes(id, 'ready');
    expect((await node.rest('GET', '/sessions/math')).status).to.equal(200);
    expect(statuses().filter((one) => one === 'failed')).to.have.length(2);
  });

  it('fail to start when a stream is not written, unless that is to be ignored', async () => {
    node.media.record = () => Promise.reject(new Error('no'));
    await lesson();
    expect((await start('math', { outputMode: 'INDIVIDUAL' })).status).to.equal(500);
    await until(() => statuses().length === 1, { what: 'it is told' });
    expect(told()[0]).to.include({ id: 'math', status: 'failed' }).and.not.have.property('reason');
    const second = await start('math', { outputMode: 'INDIVIDUAL', ignoreFailedStreams: true });
    expect(second.status).to.equal(200);
    expect(second.body).to.include({ id: 'math~1' });
  });

  it('give their files in ranges to who knows the secret, and nothing else', async () => {
    await lesson();
    await started('math', { name: 'film' });
    await stop('math');
    await becomes('math', 'ready');
    expect(await (await file('math/film.mp4')).text()).to.equal('a film of twenty bytes');
    const part = await file('math/film.mp4', { Range: 'bytes=2-5' });
    expect([part.status, await part.text()]).to.deep.equal([206, 'film']);
    expect((await file('math/film.mp4', { Range: 'bytes=100-' })).status).to.equal(416);
    expect((await file('math/film.mp4', { Authorization: 'Basic eA==' })).status).to.equal(401);
    for (const path of [
      ...['math/.recording.math', 'math/other.mp4', 'math/', 'math%2f..%2f.raw%2fmath/take.jsonl'],
      ...['.raw/math', 'math/..%2f..%2fevents.journal', 'other/film.mp4', 'math/film.mp4%00'],
    ])
      expect((await file(path)).status, path).to.equal(404);
  });

  it('are cancelled in the making when they are deleted', async () => {
    let hasLetGo = false;
    node.film.beforeDone = async (signal) => {
      await pause(100_000, signal);
      hasLetGo = true;
    };
    await lesson();
    await started('math');
    await stop('math');
    await until(() => node.film.takes.length === 1, { what: 'the film is being made' });
    expect(await get('math')).to.include({ status: 'stopped', progress: 0.5 });
    expect((await node.rest('DELETE', '/recordings/math')).status).to.equal(204);
    expect(hasLetGo).to.equal(true);
    expect(await readdir(join(node.folder, 'recordings'))).to.deep.equal(['.raw']);
    expect(await readdir(join(node.folder, 'recordings', '.raw'))).to.deep.equal([]);
  });

  describe('over a restart of the node', () => {
    const restart = async (more: Record<string, string> = {}) => {
      const { folder } = node;
      await node.stop({ keeps: true });
      node = await NodeUnderTest.start(env(more), { folder });
    };

    it('go on when their session comes back, with a gap', async () => {
      await lesson();
      await started('math', { name: 'long' });
      await restart();
      expect(await get('math')).to.include({ status: 'started' });
      await lesson();
      expect((await start('math')).status, 'is recorded already').to.equal(409);
      await until(() => node.media.recorded.size === 1, { what: 'it is written again' });
      await stop('math');
      await becomes('math', 'ready');
      const [take] = node.film.takes;
      expect(take?.streams.map(({ segments }) => segments.length)).to.deep.equal([1, 1]);
      expect(take?.gaps.map(({ reason }) => reason)).to.deep.equal(['nodeDown']);
      expect(statuses()).to.deep.equal([
        'started',
        'stopped recordingStoppedByServer',
        'ready recordingStoppedByServer',
      ]);
    });

    it('stop when it does not come back, and keep what there was', async () => {
      await lesson();
      await started('math');
      await restart({ OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: '1' });
      await becomes('math', 'ready');
      expect(statuses()).to.include('stopped openviduServerStopped');
      expect(node.film.takes[0]?.streams).to.have.length(1);
    });

    it('are made then, when there was no time before', async () => {
      node.film.beforeDone = (signal) => pause(100_000, signal);
      await lesson();
      await started('math');
      await stop('math');
      await restart();
      await becomes('math', 'ready');
      expect((await get('math')).duration).to.equal(12.5);
      const stored = await readFile(join(node.folder, 'recordings/math/.recording.math'), 'utf8');
      expect(JSON.parse(stored)).to.include({ status: 'ready', sessionId: 'math' });
      expect(JSON.parse(stored)).to.have.property('uniqueSessionId');
    });

    it('are not disturbed by what else lies in the folder', async () => {
      const root = join(node.folder, 'recordings');
      await mkdir(join(root, 'lost+found'));
      await mkdir(join(root, 'torn'));
      await writeFile(join(root, 'torn', '.recording.torn'), '{"id":"torn"');
      await restart();
      expect((await node.rest('GET', '/recordings')).body).to.deep.equal({ count: 0, items: [] });
    });
  });
});

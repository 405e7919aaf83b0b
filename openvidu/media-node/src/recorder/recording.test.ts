import { WebhookEvent } from '@seodang/contracts/openvidu/webhook';
import { never, until } from '@seodang/testing/until';
import { expect } from 'chai';
import { useRecordings } from '../test/recording-harness.js';
import { pause } from './pause.js';

describe('recordings', () => {
  const at = useRecordings();

  it('go from started over stopped to ready, and say so to clients, webhooks and whoever asks', async () => {
    const { teacher } = await at.lesson();
    const listener = await at.node.join('math', { role: 'SUBSCRIBER' });
    const recording = await at.started('math', { name: 'first' });
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
    expect((await at.node.rest('GET', '/sessions/math')).body).to.include({ recording: true });

    expect((await at.stop('math')).status).to.equal(200);
    await teacher.hears('recordingStopped', {
      id: 'math',
      name: 'first',
      reason: 'recordingStoppedByServer',
    });
    await at.becomes('math', 'ready');
    expect(await at.get('math')).to.deep.include({
      ...{ size: 22, duration: 12.5, status: 'ready' },
      url: 'http://127.0.0.1:443/openvidu/recordings/math/first.mp4',
    });
    expect((await at.node.rest('GET', '/sessions/math')).body).to.include({ recording: false });
    expect(listener.heard.map(({ method }) => method)).to.not.include('recordingStarted');

    await until(() => at.told().length === 3, { what: 'three webhooks' });
    expect(at.statuses()).to.deep.equal([
      'started',
      'stopped recordingStoppedByServer',
      'ready recordingStoppedByServer',
    ]);
    for (const body of at.told()) WebhookEvent.parse(body);
    expect(at.told()[2]).to.include({ id: 'math', name: 'first', size: 22, duration: 12.5, hasVideo: true });
    expect(at.told()[2]).to.have.property('startTime', recording.createdAt);
  });

  it('answer each wrong wish with OpenVidu’s number, in its order', async () => {
    const { name } = await at.lesson();
    await at.node.rest('POST', '/sessions', { customSessionId: 'empty' });
    await at.node.rest('POST', '/sessions', { customSessionId: 'relayed', mediaMode: 'RELAYED' });
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
      expect((await at.node.rest('POST', '/recordings/start', body)).status, JSON.stringify(body)).to.equal(
        status,
      );
    expect(await at.node.rest('GET', '/recordings')).to.deep.include({ body: { count: 0, items: [] } });
    await at.started(name);
    expect((await at.start(name)).status, 'twice').to.equal(409);
    expect((await at.node.rest('DELETE', '/recordings/math')).status, 'under way').to.equal(409);
    expect((await at.stop('nothing')).status).to.equal(404);
    expect((await at.node.rest('GET', '/recordings/nothing')).status).to.equal(404);
    expect((await at.node.rest('DELETE', '/recordings/nothing')).status).to.equal(404);
    await at.stop('math');
    await at.becomes('math', 'ready');
    expect((await at.stop('math')).status, 'finished').to.equal(404);
    expect((await at.node.rest('DELETE', '/recordings/math')).status).to.equal(204);
    expect((await at.node.rest('GET', '/recordings/math')).status).to.equal(404);
  });

  it('are numbered within their session, and swap the two composed modes', async () => {
    await at.lesson('math', {
      defaultRecordingProperties: { outputMode: 'COMPOSED_QUICK_START', name: 'usual' },
    });
    const first = await at.started('math', { outputMode: 'COMPOSED' });
    expect(first).to.include({ id: 'math', name: 'usual', outputMode: 'COMPOSED_QUICK_START' });
    await at.stop('math');
    const second = await at.started('math', { name: 'other', hasVideo: false });
    expect(second).to.include({ id: 'math~1', name: 'other' }).and.not.have.property('resolution');
    await at.stop('math~1');
    await at.becomes('math~1', 'ready');
    expect((await at.get('math~1')).url).to.match(/\/math~1\/other\.webm$/);
    expect((await at.node.rest('GET', '/recordings')).body).to.have.property('count', 2);
  });

  it('hold every stream from when it flows, anew after each reconnect, and none that is not to be recorded', async () => {
    const { teacher, streamId } = await at.lesson();
    await at.started('math');
    const late = await at.node.join('math');
    const lateId = await at.publish(late, 'math');
    const shy = await at.node.join('math', { record: false });
    await at.publish(shy, 'math');
    const ref = { sessionId: 'math', connectionId: teacher.id, streamId };
    await until(() => at.node.media.recorded.size === 2, { what: 'both are written' });
    at.node.media.say({ name: 'stream.interrupted', stream: ref });
    at.node.media.say({ name: 'stream.replaced', stream: ref, staleSubscribers: [] });
    await until(() => at.node.media.recorded.get(streamId)?.endsWith('-1'), { what: 'the second file' });
    await late.request('streamPropertyChanged', {
      ...{ streamId: lateId, property: 'audioActive', newValue: false, reason: 'publishAudio' },
    });
    await late.request('unpublishVideo', {});
    await at.stop('math');
    await at.becomes('math', 'ready');
    const [take] = at.node.film.takes;
    expect(take?.streams.map((stream) => [stream.streamId, stream.segments.length])).to.deep.equal([
      [streamId, 2],
      [lateId, 1],
    ]);
    expect(take?.streams[0]).to.include({ serverData: 'teacher', typeOfVideo: 'CAMERA' });
    expect(take?.streams[1]?.states.map(({ audioActive }) => audioActive)).to.deep.equal([true, false]);
  });

  it('tell who joins later, if the role is told at all', async () => {
    await at.lesson();
    await at.started('math', { name: 'first' });
    const shown = async (role: string) => {
      const browser = await at.node.socket();
      return browser.joinRoom(await at.node.token('math', { role }));
    };
    expect(await shown('PUBLISHER')).to.include({ recordingId: 'math', recordingName: 'first' });
    expect(await shown('SUBSCRIBER')).to.not.have.property('recordingId');
  });

  it('begin by themselves with the first stream of a session that is always recorded', async () => {
    await at.lesson('always', { recordingMode: 'ALWAYS', defaultRecordingProperties: { name: 'auto' } });
    await at.becomes('always', 'started');
    expect(await at.get('always')).to.include({ name: 'auto' });
    await at.stop('always');
    await at.publish(await at.node.join('always'), 'always');
    await never(() => at.node.media.recorded.size > 0, { what: 'another after a manual stop', forMs: 100 });
    expect((await at.node.rest('GET', '/recordings')).body).to.have.property('count', 1);
  });

  it('give their files in ranges to who knows the secret, and nothing else', async () => {
    await at.lesson();
    await at.started('math', { name: 'film' });
    await at.stop('math');
    await at.becomes('math', 'ready');
    expect(await (await at.file('math/film.mp4')).text()).to.equal('a film of twenty bytes');
    const part = await at.file('math/film.mp4', { Range: 'bytes=2-5' });
    expect([part.status, await part.text()]).to.deep.equal([206, 'film']);
    expect((await at.file('math/film.mp4', { Range: 'bytes=100-' })).status).to.equal(416);
    expect((await at.file('math/film.mp4', { Authorization: 'Basic eA==' })).status).to.equal(401);
    for (const path of [
      ...['math/.recording.math', 'math/other.mp4', 'math/', 'math%2f..%2f.raw%2fmath/take.jsonl'],
      ...['.raw/math', 'math/..%2f..%2fevents.journal', 'other/film.mp4', 'math/film.mp4%00'],
    ])
      expect((await at.file(path)).status, path).to.equal(404);
  });

  it('are made of what lessons leave of the machine', async () => {
    at.node.film.beforeDone = (signal) => pause(100_000, signal);
    const { teacher } = await at.lesson();
    await at.started('math');
    await at.stop('math');
    await until(() => at.node.film.takes.length > 0, { what: 'it is being made' });
    expect(at.node.film.machine?.hasLessons()).to.equal(true);
    await teacher.request('leaveRoom');
    await until(() => at.node.film.machine?.hasLessons() === false, { what: 'nobody is there' });
  });
});

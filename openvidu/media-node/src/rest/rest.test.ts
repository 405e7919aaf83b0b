import { expect } from 'chai';
import { NodeUnderTest, SECRET } from '../test/node-under-test.js';

describe('the REST API', () => {
  let node: NodeUnderTest;

  before(async () => {
    node = await NodeUnderTest.start({ OPENVIDU_SECRET: SECRET, HTTPS_PORT: '8080' });
  });
  after(() => node.stop());

  const status = async (method: string, path: string, body?: unknown) =>
    (await node.rest(method, path, body)).status;

  it('lets in who knows the secret, and nobody else', async () => {
    const as = async (authorization: string | null, path = '/openvidu/api/sessions') =>
      (await fetch(`${node.origin}${path}`, { headers: authorization ? { authorization } : {} })).status;
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(await as(null)).to.equal(401);
    expect(await as(basic(`OPENVIDUAPP:${SECRET}x`))).to.equal(401);
    expect(await as(basic(`openviduapp:${SECRET}`))).to.equal(401);
    expect(await as(basic(`OPENVIDUAPP:${SECRET}`))).to.equal(200);
    expect(await as(null, '/openvidu/api/nowhere')).to.equal(401);
    expect(await as(null, '/openvidu/api/config/openvidu-publicurl')).to.equal(200);
    expect(await as(null, '/openvidu/api/config')).to.equal(401);
  });

  it('tells its public address to everybody', async () => {
    const answer = await fetch(`${node.origin}/config/openvidu-publicurl`);
    expect(await answer.text()).to.equal('http://127.0.0.1:8080/');
  });

  it('says 403 to a method or path that this edition has not', async () => {
    for (const [method, path] of [
      ['DELETE', '/sessions'],
      ['DELETE', '/recordings'],
      ['POST', '/recordings/stop'],
      ['PATCH', '/sessions/x/connection/y'],
      ['GET', '/health'],
      ['POST', '/broadcast/start'],
      ['GET', '/media-nodes'],
      ['GET', '/nowhere'],
    ] as const)
      expect(await status(method, path), `${method} ${path}`).to.equal(403);
  });

  it('says 501 to everything about recordings', async () => {
    for (const [method, path] of [
      ['POST', '/recordings/start'],
      ['POST', '/recordings/stop/x'],
      ['GET', '/recordings'],
      ['GET', '/recordings/x'],
      ['DELETE', '/recordings/x'],
    ] as const)
      expect(await status(method, path), `${method} ${path}`).to.equal(501);
  });

  it('makes a session once, with all fields', async () => {
    const { body } = await node.rest('POST', '/sessions', { customSessionId: 'fields', unknown: 1 });
    expect(body).to.deep.include({
      ...{ id: 'fields', object: 'session', sessionId: 'fields', customSessionId: 'fields' },
      ...{ recording: false, broadcasting: false, mediaMode: 'ROUTED', recordingMode: 'MANUAL' },
      ...{ forcedVideoCodec: 'MEDIA_SERVER_PREFERRED', allowTranscoding: false },
      connections: { numberOfElements: 0, content: [] },
      defaultRecordingProperties: {
        ...{ name: '', hasAudio: true, hasVideo: true, outputMode: 'COMPOSED', recordingLayout: 'BEST_FIT' },
        ...{ resolution: '1280x720', frameRate: 25, shmSize: 536870912 },
      },
    });
    expect(await status('POST', '/sessions', { customSessionId: 'fields' })).to.equal(409);
    expect(await status('DELETE', '/sessions/fields')).to.equal(204);
    expect(await status('DELETE', '/sessions/fields')).to.equal(404);
  });

  it('takes null for not given, and no body at all', async () => {
    const nulls = {
      mediaMode: null,
      customSessionId: null,
      defaultRecordingProperties: null,
      mediaNode: null,
    };
    const { status: made, body } = await node.rest('POST', '/sessions', nulls);
    expect(made).to.equal(200);
    expect((body as { id: string }).id).to.match(/^ses_[A-Z]\w{9}$/);
    expect(await status('POST', '/sessions')).to.equal(200);
  });

  it('refuses wrong bodies with OpenVidu’s error body', async () => {
    const { status: refused, body } = await node.rest('POST', '/sessions', { customSessionId: 'no spaces' });
    expect(refused).to.equal(400);
    expect(body).to.include({ status: 400, error: 'Bad Request', path: '/openvidu/api/sessions' });
    expect(body).to.have.property('message').that.contains('customSessionId');
    expect(body).to.have.property('timestamp').that.is.a('number');
    for (const wrong of [
      { mediaMode: 'FAST' },
      { customSessionId: 7 },
      { defaultRecordingProperties: { resolution: '10x10' } },
      { mediaNode: {} },
      '{broken',
      '[1]',
    ])
      expect(await status('POST', '/sessions', wrong), JSON.stringify(wrong)).to.equal(400);
    expect(await status('POST', '/sessions', { customSessionId: 'x'.repeat(300_000) })).to.equal(413);
  });

  it('makes pending connections with explicit nulls and a token of the public address', async () => {
    const session = await node.session('pending');
    const { body } = await node.rest('POST', `/sessions/${session}/connection`, {
      ...{ type: null, data: 'teacher', role: 'MODERATOR', kurentoOptions: null, rtspUri: null },
    });
    const { token, id } = body as { token: string; id: string };
    expect(token).to.match(/^ws:\/\/127\.0\.0\.1:8080\?sessionId=pending&token=tok_[A-Z]\w{15}$/);
    expect(body).to.include({
      ...{ connectionId: id, status: 'pending', role: 'MODERATOR', serverData: 'teacher', record: true },
      ...{ activeAt: null, publishers: null, subscribers: null, clientData: null, ip: null, platform: null },
    });
    expect(await status('GET', `/sessions/${session}`)).to.equal(200);
    const listed = async (path: string) =>
      ((await node.rest('GET', path)).body as { numberOfElements: number }).numberOfElements;
    expect(await listed(`/sessions/${session}/connection`)).to.equal(1);
    expect(await listed(`/sessions/${session}/connection?pendingConnections=false`)).to.equal(0);
    expect(await status('DELETE', `/sessions/${session}/connection/${id}`)).to.equal(204);
    expect(await status('GET', `/sessions/${session}/connection/${id}`)).to.equal(404);
  });

  it('tells 400 and 404 apart the way OpenVidu does', async () => {
    const session = await node.session('codes');
    expect(await status('GET', '/sessions/none')).to.equal(404);
    expect(await status('POST', '/sessions/none/connection')).to.equal(404);
    expect(await status('GET', '/sessions/none/connection')).to.equal(404);
    expect(await status('GET', '/sessions/none/connection/x')).to.equal(400);
    expect(await status('DELETE', '/sessions/none/connection/x')).to.equal(400);
    expect(await status('DELETE', '/sessions/none/stream/x')).to.equal(400);
    expect(await status('DELETE', `/sessions/${session}/stream/x`)).to.equal(404);
    expect(await status('POST', '/signal', { session: 'none' })).to.equal(404);
    expect(await status('POST', '/signal', { to: [] })).to.equal(400);
    expect(await status('POST', '/signal', { session, type: 'x' })).to.equal(406);
    expect(await status('POST', '/tokens', { session: 'none' })).to.equal(404);
  });

  it('checks the ICE servers of a connection, and gives their secrets to nobody', async () => {
    const session = await node.session('ice');
    const path = `/sessions/${session}/connection`;
    const withServer = (server: unknown) => status('POST', path, { customIceServers: [server] });
    expect(await withServer({ url: 'http://x' })).to.equal(400);
    expect(await withServer({ url: 'turn:turn.example.com' })).to.equal(400);
    expect(await withServer({ url: 'stun:stun.example.com', username: 'a', credential: 'b' })).to.equal(400);
    expect(await withServer({ url: 'turn:a:99999', username: 'a', credential: 'b' })).to.equal(400);
    const { body } = await node.rest('POST', path, {
      customIceServers: [{ url: 'turn:turn.example.com:3478', staticAuthSecret: 'hush' }],
    });
    expect(JSON.stringify(body)).to.not.contain('hush');
  });

  it('refuses cameras: 400 for no address of one, else 500 with a sentence', async () => {
    const path = `/sessions/${await node.session('camera')}/connection`;
    expect(await status('POST', path, { type: 'IPCAM' })).to.equal(400);
    expect(await status('POST', path, { type: 'IPCAM', rtspUri: 'ftp://x' })).to.equal(400);
    const { status: refused, body } = await node.rest('POST', path, {
      type: 'IPCAM',
      rtspUri: 'rtsp://10.0.0.5',
    });
    expect(refused).to.equal(500);
    expect(body).to.have.property('message').that.contains('IP cameras');
  });

  it('shows who is active, what is published and what the engine knows of it', async () => {
    const session = await node.session('active');
    const [ann, bob] = [await node.join(session), await node.join(session)];
    const { id } = await ann.publish();
    await bob.subscribe(String(id));
    const { body } = await node.rest('GET', `/sessions/${session}/connection/${ann.id}`);
    expect(body).to.deep.include({
      ...{ status: 'active', location: 'unknown', ip: '127.0.0.1', platform: 'Chrome 130' },
      subscribers: [],
    });
    const [publisher] = (body as { publishers: Record<string, unknown>[] }).publishers;
    expect(publisher?.mediaOptions).to.deep.equal({
      ...{ hasAudio: true, audioActive: true, hasVideo: true, videoActive: true, typeOfVideo: 'CAMERA' },
      ...{ frameRate: -1, videoDimensions: '{"width":640,"height":480}', filter: {} },
    });
    const { body: watcher } = await node.rest(
      'GET',
      `/sessions/${session}/connection/${bob.id}?webRtcStats=true`,
    );
    const [subscriber] = (watcher as { subscribers: Record<string, unknown>[] }).subscribers;
    expect(subscriber).to.include({
      streamId: id,
      localCandidate: 'candidate:1 1 udp 1 127.0.0.100 26000 typ host',
    });
    expect(subscriber?.serverIceCandidates).to.have.length(1);
  });

  it('forces streams and people off', async () => {
    const session = await node.session('force');
    const [ann, bob] = [await node.join(session), await node.join(session)];
    const { id } = await ann.publish();
    expect(await status('DELETE', `/sessions/${session}/stream/${String(id)}`)).to.equal(204);
    await ann.hears('participantUnpublished', { connectionId: ann.id, reason: 'forceUnpublishByServer' });
    await bob.hears('participantUnpublished', { connectionId: ann.id });
    expect(await status('DELETE', `/sessions/${session}/connection/${ann.id}`)).to.equal(204);
    await ann.hears('participantEvicted', { connectionId: ann.id, reason: 'forceDisconnectByServer' });
    await bob.hears('participantLeft', { connectionId: ann.id, reason: 'forceDisconnectByServer' });
  });

  it('signals without a sender, with the type as given', async () => {
    const session = await node.session('signal');
    const ann = await node.join(session);
    expect(await status('POST', '/signal', { session, type: 'chat', data: 'hi' })).to.equal(200);
    expect(await ann.hears('sendMessage')).to.deep.equal({ data: 'hi', type: 'chat' });
    expect(await status('POST', '/signal', { session, to: ['con_Nobody'] })).to.equal(406);
  });

  it('tells those who watch the node how it is', async () => {
    const get = async (path: string) => (await fetch(`${node.origin}${path}`)).status;
    expect(await get('/healthz')).to.equal(200);
    expect(await get('/readyz')).to.equal(200);
    node.media.isAway = true;
    expect(await get('/readyz')).to.equal(503);
    node.media.isAway = false;
    expect(await node.figure('sessions')).to.be.greaterThan(0);
  });
});

import { expect } from 'chai';
import { closeSessions, freshId, nodeClient, openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';
import { Member } from './support/member.js';

/** What the framework of OpenVidu CE turns into 403, and others may answer naturally. */
const REFUSED = [400, 403, 404, 405];

describe('REST: sessions', () => {
  afterEach(closeSessions);

  it('R1 refuses a wrong secret and a missing one with 401', async () => {
    expect((await rest('GET', '/sessions', { secret: 'not-the-secret' })).status, 'wrong secret').to.equal(
      401,
    );
    expect((await rest('GET', '/sessions', { secret: null })).status, 'no secret').to.equal(401);
    expect((await rest('POST', '/sessions', { secret: '', body: {} })).status, 'empty secret').to.equal(401);
  });

  it('R1 lists sessions to who knows the secret, with their number', async () => {
    const session = await openSession('listed');
    const { status, json } = await rest('GET', '/sessions');
    expect(status).to.equal(200);
    const content = json['content'] as Json[];
    expect(json['numberOfElements']).to.equal(content.length);
    expect(content.map((one) => one['sessionId'])).to.include(session.sessionId);
  });

  it('R2 creates a session twice in a row without complaint through the node client', async () => {
    const customSessionId = freshId('twice');
    const first = await nodeClient().createSession({ customSessionId });
    const second = await nodeClient().createSession({ customSessionId });
    expect(second.sessionId).to.equal(first.sessionId);
    expect(
      (await rest('POST', '/sessions', { body: { customSessionId } })).status,
      'the bare second POST',
    ).to.equal(409);
    await first.close();
  });

  it('R3 gives a fresh session all the fields a session has', async () => {
    const customSessionId = freshId('fresh');
    const before = Date.now();
    const { status, json } = await rest('POST', '/sessions', { body: { customSessionId } });
    expect(status).to.equal(200);
    expect(json).to.include({
      id: customSessionId,
      sessionId: customSessionId,
      object: 'session',
      recording: false,
      broadcasting: false,
      mediaMode: 'ROUTED',
      recordingMode: 'MANUAL',
      customSessionId,
    });
    expect(json['createdAt'], 'createdAt')
      .to.be.a('number')
      .within(before - 60_000, Date.now() + 60_000);
    expect(json['forcedVideoCodec']).to.be.oneOf(['MEDIA_SERVER_PREFERRED', 'NONE', 'VP8', 'VP9', 'H264']);
    expect(json['allowTranscoding']).to.be.a('boolean');
    expect(json['connections']).to.deep.equal({ numberOfElements: 0, content: [] });
    expect(json['defaultRecordingProperties']).to.include({
      name: '',
      hasAudio: true,
      hasVideo: true,
      outputMode: 'COMPOSED',
    });
    await rest('DELETE', `/sessions/${customSessionId}`);
  });

  it('R3 keeps the properties a session was made with', async () => {
    const session = await openSession('kept', {
      mediaMode: 'RELAYED' as never,
      recordingMode: 'MANUAL' as never,
      forcedVideoCodec: 'VP8' as never,
      allowTranscoding: true,
      defaultRecordingProperties: { name: 'lesson-1', hasVideo: false },
    });
    const { json } = await rest('GET', `/sessions/${session.sessionId}`);
    expect(json).to.include({ mediaMode: 'RELAYED', forcedVideoCodec: 'VP8', allowTranscoding: true });
    expect(json['defaultRecordingProperties']).to.include({ name: 'lesson-1', hasVideo: false });
  });

  it('names a session itself when it is not told how, as ses_ and ten characters', async () => {
    const { status, json } = await rest('POST', '/sessions');
    expect(status, 'a body is optional').to.equal(200);
    expect(json['sessionId']).to.match(/^ses_[A-Z][A-Za-z0-9]{9}$/);
    expect(json['customSessionId']).to.equal('');
    await rest('DELETE', `/sessions/${String(json['sessionId'])}`);
  });

  it('takes a body full of nulls for the defaults', async () => {
    const body = {
      customSessionId: null,
      mediaMode: null,
      recordingMode: null,
      defaultRecordingProperties: null,
      forcedVideoCodec: null,
      allowTranscoding: null,
    };
    const { status, json } = await rest('POST', '/sessions', { body });
    expect(status).to.equal(200);
    expect(json['mediaMode']).to.equal('ROUTED');
    await rest('DELETE', `/sessions/${String(json['sessionId'])}`);
  });

  const wrongBodies: Record<string, Json> = {
    'a custom id with a space': { customSessionId: 'not an id' },
    'a custom id with a slash': { customSessionId: 'a/b' },
    'an unknown media mode': { mediaMode: 'PEER_TO_PEER' },
    'a number for a media mode': { mediaMode: 7 },
    'an unknown recording mode': { recordingMode: 'SOMETIMES' },
    'a text for allowTranscoding': { allowTranscoding: 'yes' },
    'an unknown codec': { forcedVideoCodec: 'MPEG2' },
    'an impossible default resolution': { defaultRecordingProperties: { resolution: '10x10' } },
  };
  for (const [what, body] of Object.entries(wrongBodies)) {
    it(`answers 400 with a sentence to ${what}`, async () => {
      const { status, json } = await rest('POST', '/sessions', { body });
      expect(status).to.equal(400);
      expect(json['status'], 'the status in the body').to.equal(400);
      expect(json['message'], 'the message in the body').to.be.a('string').and.not.equal('');
    });
  }

  it('refuses a body that is no JSON', async () => {
    const { status } = await rest('POST', '/sessions', { rawBody: '{"customSessionId":' });
    expect(status).to.be.oneOf(REFUSED);
  });

  it('refuses methods and paths that do not exist', async () => {
    expect((await rest('DELETE', '/sessions')).status, 'DELETE /sessions').to.be.oneOf(REFUSED);
    expect((await rest('GET', '/no-such-thing')).status, 'GET /no-such-thing').to.be.oneOf(REFUSED);
    expect((await rest('POST', '/recordings/stop')).status, 'POST /recordings/stop').to.be.oneOf([
      ...REFUSED,
      501,
    ]);
    expect((await rest('POST', '/broadcast/start', { body: {} })).status, 'Pro only').to.be.oneOf([
      ...REFUSED,
      501,
    ]);
  });

  it('does not know a session that was never made', async () => {
    const id = freshId('never');
    expect((await rest('GET', `/sessions/${id}`)).status, 'GET').to.equal(404);
    expect((await rest('DELETE', `/sessions/${id}`)).status, 'DELETE').to.equal(404);
    expect((await rest('GET', `/sessions/${id}/connection`)).status, 'GET connections').to.equal(404);
    expect(
      (await rest('POST', `/sessions/${id}/connection`, { body: {} })).status,
      'POST connection',
    ).to.equal(404);
  });

  it('R6 closes a session with 204, and with it the tokens that were not used', async () => {
    const session = await openSession('closed');
    const { token } = await session.createConnection();
    expect((await rest('DELETE', `/sessions/${session.sessionId}`)).status).to.equal(204);
    expect((await rest('GET', `/sessions/${session.sessionId}`)).status).to.equal(404);
    const failure = await Member.joinWith(session.sessionId, token).catch((error: unknown) => error);
    expect(failure).to.have.property('code').that.is.oneOf([202, 401]);
  });

  it('lists pending connections only when asked', async () => {
    const session = await openSession('pending');
    await session.createConnection();
    const plain = await rest('GET', `/sessions/${session.sessionId}`);
    const asked = await rest('GET', `/sessions/${session.sessionId}?pendingConnections=true`);
    expect((plain.json['connections'] as Json)['numberOfElements'], 'not asked').to.equal(0);
    expect((asked.json['connections'] as Json)['numberOfElements'], 'asked').to.equal(1);
  });

  it('tells its version and its public address', async () => {
    const { status, json } = await rest('GET', '/config');
    expect(status).to.equal(200);
    expect(json['VERSION']).to.match(/^2\.32\./);
    for (const key of [
      'DOMAIN_OR_PUBLIC_IP',
      'HTTPS_PORT',
      'OPENVIDU_PUBLICURL',
      'OPENVIDU_RECORDING',
      'OPENVIDU_WEBHOOK',
    ]) {
      expect(json, key).to.have.property(key);
    }
    const version = await rest('GET', '/config/openvidu-version');
    expect(version.text).to.equal(json['VERSION']);
    const open = await rest('GET', '/config/openvidu-publicurl', { secret: null });
    expect(open.status, 'the probe that needs no secret').to.equal(200);
    expect(open.text).to.match(/^https?:\/\/.+\/$/);
  });

  it('never says the secret in its configuration', async () => {
    const { text } = await rest('GET', '/config');
    expect(text).not.to.include(process.env['OPENVIDU_SECRET']);
  });
});

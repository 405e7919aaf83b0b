import { expect } from 'chai';
import { Member } from './support/member.js';
import { deleteRecordings, needRecording, record } from './support/recordings.js';
import { closeSessions, nodeClient, openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';

describe('REST: recordings while recording is off', () => {
  before(async function () {
    const { json } = await rest('GET', '/config');
    if (json['OPENVIDU_RECORDING'] === true) this.skip();
  });
  afterEach(closeSessions);

  it('answers 501 to start, stop, list, get and delete', async () => {
    const session = await openSession('rec');
    const start = await rest('POST', '/recordings/start', { body: { session: session.sessionId } });
    expect(start.status, 'start').to.equal(501);
    expect((await rest('POST', `/recordings/stop/${session.sessionId}`)).status, 'stop').to.equal(501);
    expect((await rest('GET', '/recordings')).status, 'list').to.equal(501);
    expect((await rest('GET', `/recordings/${session.sessionId}`)).status, 'get').to.equal(501);
    expect((await rest('DELETE', `/recordings/${session.sessionId}`)).status, 'delete').to.equal(501);
  });
});

describe('REST: recordings', () => {
  before(async function () {
    await needRecording(this);
  });
  afterEach(async () => {
    await deleteRecordings();
    await closeSessions();
  });

  const startWith = async (body: Json) => (await rest('POST', '/recordings/start', { body })).status;

  it('C2 refuses what cannot be recorded, each with its number', async () => {
    const [session, empty] = [await openSession('refuse'), await openSession('empty')];
    const relayed = await openSession('relayed', { mediaMode: 'RELAYED' as never });
    await Member.join(session);
    await Member.join(relayed);
    const { sessionId } = session;
    expect(await startWith({}), 'no session').to.equal(400);
    expect(await startWith({ session: 'no-such-session' }), 'unknown').to.equal(404);
    expect(await startWith({ session: empty.sessionId }), 'nobody there').to.equal(406);
    expect(await startWith({ session: relayed.sessionId }), 'relayed').to.equal(409);
    expect(await startWith({ session: sessionId, resolution: '10x10' }), 'too small').to.equal(422);
    expect(await startWith({ session: sessionId, hasAudio: false, hasVideo: false }), 'nothing').to.equal(
      422,
    );
    expect(await startWith({ session: sessionId, name: 'no spaces' }), 'name').to.equal(400);
    expect(await startWith({ session: sessionId, outputMode: 'FILM' }), 'mode').to.equal(400);
    expect((await rest('POST', '/recordings/stop/no-such-recording')).status).to.equal(404);
    expect((await rest('GET', '/recordings/no-such-recording')).status).to.equal(404);
    expect((await rest('DELETE', '/recordings/no-such-recording')).status).to.equal(404);
  });

  it('C4 lists, gets and refuses to delete what is under way, and records a session once at a time', async () => {
    const session = await openSession('under-way');
    await Member.join(session);
    const { id } = await record(session, { outputMode: 'INDIVIDUAL' as never, name: 'lesson1' });
    expect(id).to.equal(session.sessionId);
    const recording = await nodeClient().getRecording(id);
    expect(recording).to.include({ status: 'started', sessionId: session.sessionId });
    expect(recording.properties.name).to.equal('lesson1');
    expect((await nodeClient().listRecordings()).map((one) => one.id)).to.include(id);
    expect(await startWith({ session: session.sessionId }), 'twice').to.equal(409);
    expect((await rest('DELETE', `/recordings/${id}`)).status).to.equal(409);
    expect((await rest('GET', `/sessions/${session.sessionId}`)).json).to.include({ recording: true });
  });
});

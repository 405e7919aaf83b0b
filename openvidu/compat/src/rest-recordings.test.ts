import { expect } from 'chai';
import { closeSessions, openSession, rest } from './support/rest.js';

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

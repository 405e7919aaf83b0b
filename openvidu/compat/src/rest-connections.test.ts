import { expect } from 'chai';
import { closeSessions, freshId, openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';
import { Member } from './support/member.js';

const NULLS = {
  type: null,
  data: null,
  record: null,
  role: null,
  kurentoOptions: null,
  customIceServers: null,
  rtspUri: null,
  networkCache: null,
};

describe('REST: connections and tokens', () => {
  afterEach(closeSessions);

  it('R4 makes a pending connection with its token and explicit nulls', async () => {
    const session = await openSession('made');
    const { status, json } = await rest('POST', `/sessions/${session.sessionId}/connection`, {
      body: { role: 'MODERATOR', data: 'teacher-17' },
    });
    expect(status).to.equal(200);
    expect(json).to.include({
      object: 'connection',
      status: 'pending',
      sessionId: session.sessionId,
      type: 'WEBRTC',
      record: true,
      role: 'MODERATOR',
      serverData: 'teacher-17',
      connectionId: json['id'],
    });
    expect(json['id']).to.match(/^con_[A-Z][A-Za-z0-9]{9}$/);
    const absent = [
      'rtspUri',
      'adaptativeBitrate',
      'onlyPlayWithSubscribers',
      'networkCache',
      'activeAt',
      'location',
    ];
    for (const key of [
      ...absent,
      'ip',
      'platform',
      'clientData',
      'publishers',
      'subscribers',
      'kurentoOptions',
    ]) {
      expect(json, `${key} is there and null`).to.have.property(key, null);
    }
    expect(json['customIceServers']).to.be.an('array');
  });

  it('mints tokens of the form the browser client reads', async () => {
    const session = await openSession('token');
    const { token } = await session.createConnection();
    const url = new URL(token);
    expect(url.protocol).to.be.oneOf(['ws:', 'wss:']);
    expect(url.searchParams.get('sessionId')).to.equal(session.sessionId);
    expect(url.searchParams.get('token')).to.match(/^tok_[A-Z][A-Za-z0-9]{15}$/);
  });

  it('R4 takes a body full of nulls, and none at all, for the defaults', async () => {
    const session = await openSession('nulls');
    for (const request of [{ body: NULLS }, {}]) {
      const { status, json } = await rest('POST', `/sessions/${session.sessionId}/connection`, request);
      expect(status).to.equal(200);
      expect(json).to.include({ type: 'WEBRTC', role: 'PUBLISHER', serverData: '', record: true });
    }
  });

  const wrong: Record<string, Json> = {
    'an unknown role': { role: 'OWNER' },
    'a number for a role': { role: 1 },
    'an unknown type': { type: 'SIP' },
    'an object for data': { data: { a: 1 } },
    'a text for record': { record: 'no' },
    'an ice server of no known scheme': { customIceServers: [{ url: 'http://turn.example.com' }] },
    'a TURN server without credentials': { customIceServers: [{ url: 'turn:turn.example.com:3478' }] },
    'a STUN server with credentials': {
      customIceServers: [{ url: 'stun:stun.example.com', username: 'a', credential: 'b' }],
    },
    'an ice server port out of range': { customIceServers: [{ url: 'stun:stun.example.com:99999' }] },
  };
  for (const [what, body] of Object.entries(wrong)) {
    it(`answers 400 to ${what}`, async () => {
      const session = await openSession('wrong');
      const { status } = await rest('POST', `/sessions/${session.sessionId}/connection`, { body });
      expect(status).to.equal(400);
    });
  }

  it('keeps the ice servers a connection was made with and hands them to the client', async () => {
    const session = await openSession('ice');
    const customIceServers = [{ url: 'turn:turn.example.com:3478', username: 'ann', credential: 'secret' }];
    const { token, connectionId } = await session.createConnection({ customIceServers });
    const { json } = await rest('GET', `/sessions/${session.sessionId}/connection/${connectionId}`);
    expect(json['customIceServers']).to.deep.equal(customIceServers);
    const member = await Member.joinWith(session.sessionId, token);
    expect(member.joined['customIceServers']).to.deep.equal(customIceServers);
    await member.leave();
  });

  it('finds one connection by its id, tells 400 for an unknown session and 404 for an unknown connection', async () => {
    const session = await openSession('find');
    const { connectionId } = await session.createConnection({ data: 'x' });
    const found = await rest('GET', `/sessions/${session.sessionId}/connection/${connectionId}`);
    expect(found.status).to.equal(200);
    expect(found.json).to.include({ connectionId, status: 'pending', serverData: 'x' });
    expect((await rest('GET', `/sessions/${freshId('no')}/connection/${connectionId}`)).status).to.equal(400);
    expect((await rest('GET', `/sessions/${session.sessionId}/connection/con_Nobody1234`)).status).to.equal(
      404,
    );
  });

  it('lists pending connections unless told not to', async () => {
    const session = await openSession('list');
    await session.createConnection();
    const path = `/sessions/${session.sessionId}/connection`;
    expect((await rest('GET', path)).json['numberOfElements'], 'by default').to.equal(1);
    expect(
      (await rest('GET', `${path}?pendingConnections=false`)).json['numberOfElements'],
      'told not to',
    ).to.equal(0);
  });

  it('R7 deletes a pending connection, and its token with it', async () => {
    const session = await openSession('pending');
    const { token, connectionId } = await session.createConnection();
    const { status } = await rest('DELETE', `/sessions/${session.sessionId}/connection/${connectionId}`);
    expect(status).to.equal(204);
    const failure = await Member.joinWith(session.sessionId, token).catch((error: unknown) => error);
    expect(failure, 'joining with the dead token').to.have.property('code', 401);
    const again = await rest('DELETE', `/sessions/${session.sessionId}/connection/${connectionId}`);
    expect(again.status, 'deleting it twice').to.equal(404);
  });

  it('answers 400 for an unknown session and 404 for what the session does not have', async () => {
    const session = await openSession('delete');
    const member = await Member.join(session);
    const id = session.sessionId;
    expect((await rest('DELETE', `/sessions/${freshId('no')}/connection/con_Nobody1234`)).status).to.equal(
      400,
    );
    expect((await rest('DELETE', `/sessions/${id}/connection/con_Nobody1234`)).status).to.equal(404);
    expect(
      (await rest('DELETE', `/sessions/${freshId('no')}/stream/str_CAM_AbCd_con_Nobody1234`)).status,
    ).to.equal(400);
    expect((await rest('DELETE', `/sessions/${id}/stream/str_CAM_AbCd_con_Nobody1234`)).status).to.equal(404);
    await member.leave();
  });

  it('leaves PATCH of a connection to the Pro edition', async () => {
    const session = await openSession('patch');
    const { connectionId } = await session.createConnection();
    const path = `/sessions/${session.sessionId}/connection/${connectionId}`;
    const { status } = await rest('PATCH', path, { body: { role: 'SUBSCRIBER' } });
    expect(status, 'CE says 403').to.be.oneOf([403, 404, 405]);
  });

  it('shows a joined connection as active, with when, from where and what', async () => {
    const session = await openSession('active');
    const member = await Member.join(session, { data: 'pupil-4' }, { clientData: '{"clientData":"Bob"}' });
    const { json } = await rest('GET', `/sessions/${session.sessionId}/connection/${member.id}`);
    expect(json).to.include({
      status: 'active',
      connectionId: member.id,
      serverData: 'pupil-4',
      clientData: '{"clientData":"Bob"}',
      platform: 'Compat 1.0 on Node',
      activeAt: member.joined['createdAt'],
    });
    expect(json['ip'], 'ip').to.be.a('string').and.not.equal('');
    expect(json['location'], 'location').to.be.a('string');
    expect(json['publishers']).to.deep.equal([]);
    expect(json['subscribers']).to.deep.equal([]);
    await member.leave();
  });

  it('makes a token by the legacy endpoint too', async () => {
    const session = await openSession('legacy');
    const body = { session: session.sessionId, role: 'SUBSCRIBER', data: 'old' };
    const { status, json } = await rest('POST', '/tokens', { body });
    expect(status).to.equal(200);
    expect(json).to.include({
      id: json['token'],
      session: session.sessionId,
      role: 'SUBSCRIBER',
      data: 'old',
    });
    const member = await Member.joinWith(session.sessionId, String(json['token']));
    expect(member.id).to.equal(json['connectionId']);
    expect((await rest('POST', '/tokens', { body: {} })).status, 'no session').to.equal(400);
    expect(
      (await rest('POST', '/tokens', { body: { session: freshId('no') } })).status,
      'unknown session',
    ).to.equal(404);
    await member.leave();
  });
});

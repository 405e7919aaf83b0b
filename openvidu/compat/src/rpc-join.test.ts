import { expect } from 'chai';
import { closeSessions, freshId, openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';
import { joinParams, Member } from './support/member.js';
import { RpcError, RpcSocket } from './support/rpc.js';
import { there } from './support/there.js';

const SEMVER_232 = /^2\.3[23]\.\d+$/;

async function failureOf(work: Promise<unknown>): Promise<RpcError> {
  const failure = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof RpcError) return failure;
  throw new Error(`expected a JSON-RPC error, got ${String(failure)}`);
}

describe('RPC: joinRoom', () => {
  afterEach(closeSessions);

  it('J5 answers with everything the browser client cannot do without', async () => {
    const session = await openSession('join');
    const { token, connectionId } = await session.createConnection({
      role: 'MODERATOR' as never,
      data: 'teacher-17',
    });
    const before = Date.now();
    const ann = await Member.joinWith(session.sessionId, token, { clientData: '{"clientData":"Ann"}' });
    expect(ann.joined).to.include({
      id: connectionId,
      session: session.sessionId,
      role: 'MODERATOR',
      record: true,
      metadata: '{"clientData":"Ann"}%/%teacher-17',
    });
    expect(ann.joined['createdAt'])
      .to.be.a('number')
      .within(before - 60_000, Date.now() + 60_000);
    expect(ann.joined['value'], 'the others').to.deep.equal([]);
    expect(ann.joined['version'], 'a full semantic version').to.match(SEMVER_232);
    expect(ann.joined['mediaServer']).to.be.oneOf(['kurento', 'mediasoup']);
    expect(ann.joined['videoSimulcast']).to.be.a('boolean');
    expect(ann.joined['sessionId'], 'the id to resume by').to.be.a('string').with.length.of.at.least(16);
    expect(ann.joined, '`life` would switch the client to Enterprise').not.to.have.property('life');
  });

  it('J5 names at least one ICE server, so that no browser asks a public one', async () => {
    const session = await openSession('ice');
    const ann = await Member.join(session);
    const servers = ann.joined['customIceServers'] as Json[];
    expect(servers).to.be.an('array').that.is.not.empty;
    for (const server of servers) {
      expect(server['url']).to.match(/^(stun|turn)s?:/);
      if (String(server['url']).startsWith('turn')) {
        expect(server['username'], 'TURN user name').to.be.a('string').and.not.equal('');
        expect(server['credential'], 'TURN credential').to.be.a('string').and.not.equal('');
      }
    }
  });

  it('gives TURN credentials that die, different for everybody', async function () {
    const session = await openSession('turn');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    const turn = (member: Member) =>
      (member.joined['customIceServers'] as Json[]).find((server) =>
        String(server['url']).startsWith('turn'),
      );
    const [one, other] = [turn(ann), turn(bob)];
    if (!one || !other) return this.skip();
    const expiresAt = Number(String(one['username']).split(':')[0]);
    expect(expiresAt, 'seconds since the epoch')
      .to.be.above(Date.now() / 1000)
      .and.below(Date.now() / 1000 + 2 * 86_400);
    expect(one['username']).not.to.equal(other['username']);
    return undefined;
  });

  for (const [name, clientData, serverData, merged] of [
    ['both', 'client', 'server', 'client%/%server'],
    ['only the client’s', 'client', '', 'client'],
    ['only the server’s', '', 'server', 'server'],
    ['neither', '', '', ''],
  ] as const) {
    it(`merges data of client and server: ${name}`, async () => {
      const session = await openSession('data');
      const member = await Member.join(session, { data: serverData }, { clientData });
      expect(member.joined['metadata']).to.equal(merged);
    });
  }

  it('J2 takes a token once and answers 401 the second time', async () => {
    const session = await openSession('once');
    const { token } = await session.createConnection();
    await Member.joinWith(session.sessionId, token);
    const { code } = await failureOf(Member.joinWith(session.sessionId, token));
    expect(code).to.equal(401);
  });

  it('lets a token win only once when two sockets use it in the same moment', async () => {
    const session = await openSession('race');
    const { token } = await session.createConnection();
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => Member.joinWith(session.sessionId, token)));
    expect(tries.filter((one) => one.status === 'fulfilled')).to.have.length(1);
    const codes = tries.flatMap((one) => (one.status === 'rejected' ? [(one.reason as RpcError).code] : []));
    expect(codes).to.deep.equal([401, 401, 401]);
  });

  it('answers 401 to a token of another session and to an invented one', async () => {
    const [session, other] = [await openSession('mine'), await openSession('other')];
    await Member.join(session);
    const { token } = await other.createConnection();
    expect((await failureOf(Member.joinWith(session.sessionId, token))).code, 'another session').to.equal(
      401,
    );
    const invented = token.replace(/token=.*/, 'token=tok_Invented12345678');
    expect((await failureOf(Member.joinWith(session.sessionId, invented))).code, 'invented').to.be.oneOf([
      401, 404,
    ]);
  });

  it('answers 202 to an unknown session', async () => {
    const id = freshId('nowhere');
    const token = `ws://localhost?sessionId=${id}&token=tok_Invented12345678`;
    const { code } = await failureOf(Member.joinWith(id, token));
    expect(code, 'CE checks the session first').to.be.oneOf([202, 401]);
  });

  it('lists those inside to the joiner, without `streams` when they publish nothing', async () => {
    const session = await openSession('roster');
    const ann = await Member.join(session, { data: 'a' });
    const bob = await Member.join(session, { data: 'b' });
    const streamId = await bob.publish();
    const eve = await Member.join(session);
    const value = eve.joined['value'] as Json[];
    expect(value.map((one) => one['id'])).to.have.members([ann.id, bob.id]);
    const [seenAnn, seenBob] = [ann, bob].map(({ id }) => there(value.find((one) => one['id'] === id)));
    expect(seenAnn, 'an empty array would break the client').not.to.have.property('streams');
    expect(seenAnn).to.deep.equal({ id: ann.id, createdAt: ann.joined['createdAt'], metadata: 'a' });
    expect(seenBob, 'a role would make it local').not.to.have.property('role');
    const streams = there(seenBob)['streams'] as Json[];
    expect(streams).to.have.length(1);
    expect(streams[0]).to.deep.include({
      id: streamId,
      hasAudio: true,
      hasVideo: true,
      audioActive: true,
      videoActive: true,
      typeOfVideo: 'CAMERA',
      frameRate: -1,
      videoDimensions: '{"width":640,"height":480}',
      filter: {},
    });
  });

  it('tells those inside of the joiner, and not of those it listed to them', async () => {
    const session = await openSession('told');
    const ann = await Member.join(session);
    const bob = await Member.join(session, { data: 'pupil' }, { clientData: 'Bob' });
    const params = await ann.rpc.notified('participantJoined');
    expect(params).to.deep.equal({ id: bob.id, createdAt: bob.joined['createdAt'], metadata: 'Bob%/%pupil' });
    expect(bob.rpc.find('participantJoined'), 'what bob was told').to.equal(undefined);
  });

  it('leaves no gap and no overlap between roster and notifications when twelve join at once', async () => {
    const session = await openSession('storm');
    const members = await Promise.all(Array.from({ length: 12 }, () => Member.join(session)));
    for (const member of members) {
      const others = members.filter((one) => one !== member).map(({ id }) => id);
      const listed = (member.joined['value'] as Json[]).map((one) => String(one['id']));
      const missing = others.filter((id) => !listed.includes(id));
      for (const id of missing) await member.rpc.notified('participantJoined', { id });
      const told = member.rpc.notifications
        .filter(({ method }) => method === 'participantJoined')
        .map(({ params }) => params['id']);
      expect([...listed, ...told], `all others once, seen by ${member.id}`).to.have.members(others);
      expect(
        member.rpc.arrivals.findIndex((one) => one.kind === 'notification'),
        'nothing before the answer to joinRoom',
      ).to.satisfy(
        (index: number) =>
          index === -1 || index > member.rpc.arrivals.findIndex((one) => one.method === 'joinRoom'),
      );
    }
  });

  it('answers 803 to anything but ping, connect and joinRoom before the join', async () => {
    const session = await openSession('before');
    const rpc = await RpcSocket.open(session.sessionId);
    for (const method of ['publishVideo', 'sendMessage', 'unpublishVideo']) {
      expect((await failureOf(rpc.request(method, {}))).code, method).to.equal(803);
    }
    expect(await rpc.request('ping', { interval: 5000 }), 'ping').to.include({ value: 'pong' });
    rpc.close();
  });

  it('answers a joinRoom without its parameters with an error and stays up', async () => {
    const session = await openSession('bare');
    const rpc = await RpcSocket.open(session.sessionId);
    const answer = await rpc.rawRequest('joinRoom', {});
    expect(answer, 'an error').to.have.property('error');
    expect(await rpc.request('ping', { interval: 5000 })).to.include({ value: 'pong' });
    const { token } = await session.createConnection();
    const joined = await rpc.request('joinRoom', joinParams(session.sessionId, token));
    expect(joined['session'], 'a second try on the same socket').to.equal(session.sessionId);
    rpc.close();
  });

  it('L2 ends the session with the last one to leave: its id is free, its unused tokens are dead', async () => {
    const session = await openSession('last');
    const { token } = await session.createConnection();
    const ann = await Member.join(session);
    await ann.leave();
    expect((await rest('GET', `/sessions/${session.sessionId}`)).status).to.equal(404);
    const { code } = await failureOf(Member.joinWith(session.sessionId, token));
    expect(code, 'the unused token').to.be.oneOf([202, 401]);
    expect(
      (await rest('POST', '/sessions', { body: { customSessionId: session.sessionId } })).status,
    ).to.equal(200);
    const reborn = await failureOf(Member.joinWith(session.sessionId, token));
    expect(reborn.code, 'the unused token in the session of the same name').to.equal(401);
  });
});

import { expect } from 'chai';
import { useClassroom } from './browser/classroom.js';
import { sees } from './browser/media.js';
import { Member } from './support/member.js';
import { closeSessions, openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';
import { target } from './support/target.js';
import { until } from '@seodang/testing/until';
import { behave, journalOf } from './support/webhook-journal.js';
import type { Delivery } from './support/webhook-journal.js';
import { there } from './support/there.js';

const SCOPE = ['event', 'timestamp', 'sessionId', 'uniqueSessionId'];
const ENDING = ['startTime', 'duration', 'reason'];
const PARTICIPANT = [
  'participantId',
  'connectionId',
  'location',
  'ip',
  'platform',
  'clientData',
  'serverData',
];
const STREAM = ['streamId', 'participantId', 'connectionId', 'connection', 'audioEnabled', 'videoEnabled'];
const VIDEO = ['videoSource', 'videoFramerate', 'videoDimensions'];

const bodiesOf = (deliveries: readonly Delivery[]): Json[] => deliveries.map(({ body }) => body);

/** `participantJoined con_A`, `webrtcConnectionDestroyed INBOUND con_B unpublish`, and so on. */
function told(body: Json): string {
  const parts = [body['event'], body['connection'], body['connectionId'], body['reason']];
  return parts
    .filter((part) => part !== undefined)
    .map(String)
    .join(' ');
}

async function untilTold(sessionId: string, last: string): Promise<Json[]> {
  let seen: Json[] = [];
  await until(
    async () => {
      seen = bodiesOf(await journalOf(sessionId));
      return seen.some((body) => told(body).startsWith(last));
    },
    { what: `the webhook ${last}`, everyMs: 100, seen: () => seen.map(told) },
  );
  return seen;
}

const reason = target.webhookPort === null ? ' (skipped: COMPAT_WEBHOOK_PORT is not set)' : '';

describe(`webhooks${reason}`, () => {
  before(function () {
    if (target.webhookPort === null) this.skip();
  });

  describe('of bare sockets', () => {
    afterEach(closeSessions);

    it('tell of making a session, with exactly its fields', async () => {
      const session = await openSession('made');
      const [created] = await untilTold(session.sessionId, 'sessionCreated');
      expect(created).to.have.all.keys(SCOPE);
      expect(there(created)['uniqueSessionId']).to.equal(`${session.sessionId}_${session.createdAt}`);
      expect(there(created)['timestamp']).to.equal(session.createdAt);
    });

    it('tell of joining and leaving, with exactly their fields and the times of the other side', async () => {
      const session = await openSession('joined');
      const ann = await Member.join(session, { data: 'teacher-17' }, { clientData: 'Ann' });
      const bob = await Member.join(session);
      await ann.leave();
      const bodies = await untilTold(session.sessionId, `participantLeft ${ann.id}`);
      const joined = there(bodies.find((body) => told(body) === `participantJoined ${ann.id}`));
      const left = there(bodies.find((body) => told(body) === `participantLeft ${ann.id} disconnect`));
      expect(joined).to.have.all.keys([...SCOPE, ...PARTICIPANT]);
      expect(joined).to.include({
        participantId: ann.id,
        clientData: 'Ann',
        serverData: 'teacher-17',
        platform: 'Compat 1.0 on Node',
      });
      expect(joined['timestamp'], 'activeAt').to.equal(ann.joined['createdAt']);
      expect(left).to.have.all.keys([...SCOPE, ...PARTICIPANT, ...ENDING]);
      expect(left).to.include({
        startTime: joined['timestamp'],
        clientData: 'Ann',
        serverData: 'teacher-17',
      });
      const seconds = (Number(left['timestamp']) - Number(left['startTime'])) / 1000;
      expect(left['duration'], 'whole seconds').to.be.within(Math.floor(seconds), Math.ceil(seconds));
      await bob.leave();
    });

    it('tell of a publication without a subscriber, and of its end before the leaving', async () => {
      const session = await openSession('published');
      const ann = await Member.join(session);
      const streamId = await ann.publish();
      await ann.leave();
      const bodies = await untilTold(session.sessionId, 'sessionDestroyed');
      expect(bodies.map(told)).to.deep.equal([
        'sessionCreated',
        `participantJoined ${ann.id}`,
        `webrtcConnectionCreated OUTBOUND ${ann.id}`,
        `webrtcConnectionDestroyed OUTBOUND ${ann.id} disconnect`,
        `participantLeft ${ann.id} disconnect`,
        'sessionDestroyed lastParticipantLeft',
      ]);
      const [, , created, destroyed, , ended] = bodies;
      expect(created).to.have.all.keys([...SCOPE, ...STREAM, ...VIDEO]);
      expect(created).to.include({
        streamId,
        videoSource: 'CAMERA',
        videoFramerate: -1,
        audioEnabled: true,
        videoEnabled: true,
      });
      expect(there(created)['videoDimensions'], 'a text').to.equal('{"width":640,"height":480}');
      expect(destroyed).to.have.all.keys([...SCOPE, ...STREAM, ...VIDEO, ...ENDING]);
      expect(destroyed).to.include({ streamId, startTime: there(created)['timestamp'] });
      expect(ended).to.have.all.keys([...SCOPE, ...ENDING]);
      expect(there(ended)['startTime']).to.equal(there(bodies[0])['timestamp']);
    });

    it('tell of signals: of clients without the prefix, of the server as given, to whom', async () => {
      const session = await openSession('signals');
      const [ann, bob] = [await Member.join(session), await Member.join(session)];
      await ann.rpc.request('sendMessage', { message: '{"to":[],"data":"hi","type":"signal:chat"}' });
      await rest('POST', '/signal', {
        body: { session: session.sessionId, to: [bob.id], type: 'signal:server', data: 'x' },
      });
      const bodies = await until(
        async () => {
          const signals = bodiesOf(await journalOf(session.sessionId)).filter(
            (body) => body['event'] === 'signalSent',
          );
          return signals.length === 2 ? signals : null;
        },
        { what: 'two signalSent webhooks (the server must be configured to send this event)', everyMs: 100 },
      );
      const [byClient, byServer] = bodies as [Json, Json];
      expect(byClient).to.have.all.keys([...SCOPE, 'from', 'to', 'type', 'data']);
      expect(byClient).to.include({ from: ann.id, type: 'chat', data: 'hi' });
      expect(byClient['to'], 'a broadcast names everyone').to.have.members([ann.id, bob.id]);
      expect(byServer).to.include({ from: null, type: 'signal:server', data: 'x' });
      expect(byServer['to']).to.deep.equal([bob.id]);
    });

    it('W2 keep their order while the endpoint is slow', async () => {
      const session = await openSession('slow');
      await behave(session.sessionId, { delayMs: 400 });
      const members = [];
      for (let count = 0; count < 3; count++) members.push(await Member.join(session));
      for (const member of members) await member.leave();
      const bodies = await untilTold(session.sessionId, 'sessionDestroyed');
      const ids = members.map(({ id }) => id);
      expect(bodies.map(told).filter((line) => line.startsWith('participant'))).to.deep.equal([
        ...ids.map((id) => `participantJoined ${id}`),
        ...ids.map((id) => `participantLeft ${id} disconnect`),
      ]);
      expect(told(there(bodies.at(-1))), 'the last').to.equal('sessionDestroyed lastParticipantLeft');
    });

    it('W2 go on after an answer other than 200; a server that offers the refused one again repeats the very same', async () => {
      const session = await openSession('refused');
      await behave(session.sessionId, { refuseOnce: { event: 'participantJoined', status: 503 } });
      const ann = await Member.join(session);
      await ann.leave();
      const bodies = await untilTold(session.sessionId, 'sessionDestroyed');
      const joined = bodies.filter((body) => body['event'] === 'participantJoined');
      expect(joined.length, 'OpenVidu CE sends it once, others until it is taken').to.be.oneOf([1, 2]);
      for (const body of joined) expect(body).to.deep.equal(joined[0]);
      expect(bodies.map(told).slice(-2)).to.deep.equal([
        `participantLeft ${ann.id} disconnect`,
        'sessionDestroyed lastParticipantLeft',
      ]);
    });

    it('W2 come as JSON, with the header that was configured', async () => {
      const session = await openSession('header');
      await untilTold(session.sessionId, 'sessionCreated');
      const [delivery] = await journalOf(session.sessionId);
      expect(there(delivery).headers['content-type']).to.match(/^application\/json/);
      if (target.webhookHeader) {
        expect(there(delivery).headers[target.webhookHeader.name.toLowerCase()]).to.equal(
          target.webhookHeader.value,
        );
      }
    });
  });

  describe('of two browsers', () => {
    const room = useClassroom();

    it('W1 follow each other as the reference says, from the making of the session to its end', async () => {
      const session = await openSession('lesson');
      const ann = await room.classroom.join(session, 'ann', { connection: { data: 'teacher-17' } });
      const bob = await room.classroom.join(session, 'bob');
      const a = await ann.publish();
      await sees(bob, a);
      const b = await bob.publish();
      await sees(ann, b);
      await ann.call('disconnect');
      await bob.hears('connectionDestroyed', { connectionId: ann.id });
      await bob.call('disconnect');
      const bodies = await untilTold(session.sessionId, 'sessionDestroyed');
      expect(bodies.map(told)).to.deep.equal([
        'sessionCreated',
        `participantJoined ${ann.id}`,
        `participantJoined ${bob.id}`,
        `webrtcConnectionCreated OUTBOUND ${ann.id}`,
        `webrtcConnectionCreated INBOUND ${bob.id}`,
        `webrtcConnectionCreated OUTBOUND ${bob.id}`,
        `webrtcConnectionCreated INBOUND ${ann.id}`,
        `webrtcConnectionDestroyed INBOUND ${bob.id} disconnect`,
        `webrtcConnectionDestroyed INBOUND ${ann.id} disconnect`,
        `webrtcConnectionDestroyed OUTBOUND ${ann.id} disconnect`,
        `participantLeft ${ann.id} disconnect`,
        `webrtcConnectionDestroyed OUTBOUND ${bob.id} disconnect`,
        `participantLeft ${bob.id} disconnect`,
        'sessionDestroyed lastParticipantLeft',
      ]);
      const inbound = there(
        bodies.find((body) => told(body) === `webrtcConnectionCreated INBOUND ${bob.id}`),
      );
      expect(inbound).to.have.all.keys([...SCOPE, ...STREAM, ...VIDEO, 'receivingFrom']);
      expect(inbound).to.include({ streamId: a, receivingFrom: ann.id, videoSource: 'CAMERA' });
    });

    it('give a subscriber’s end the reason of the publisher: unpublish, own stream first', async () => {
      const session = await openSession('unpublish');
      const [ann, bob] = [
        await room.classroom.join(session, 'ann'),
        await room.classroom.join(session, 'bob'),
      ];
      await sees(bob, await ann.publish());
      await ann.call('unpublish');
      const bodies = await untilTold(session.sessionId, `webrtcConnectionDestroyed INBOUND ${bob.id}`);
      expect(bodies.map(told).filter((line) => line.startsWith('webrtcConnectionDestroyed'))).to.deep.equal([
        `webrtcConnectionDestroyed OUTBOUND ${ann.id} unpublish`,
        `webrtcConnectionDestroyed INBOUND ${bob.id} unpublish`,
      ]);
    });

    it('give sessionClosedByServer to everything that REST ends', async () => {
      const session = await openSession('closed');
      const [ann, bob] = [
        await room.classroom.join(session, 'ann'),
        await room.classroom.join(session, 'bob'),
      ];
      await sees(bob, await ann.publish());
      await session.close();
      const bodies = await untilTold(session.sessionId, 'sessionDestroyed');
      const ends = bodies.filter((body) => 'reason' in body);
      expect(ends.map((body) => body['reason'])).to.deep.equal(ends.map(() => 'sessionClosedByServer'));
      expect(ends.map((body) => body['event'])).to.have.members([
        'webrtcConnectionDestroyed',
        'webrtcConnectionDestroyed',
        'participantLeft',
        'participantLeft',
        'sessionDestroyed',
      ]);
      expect(there(bodies.at(-1))['event']).to.equal('sessionDestroyed');
    });
  });
});

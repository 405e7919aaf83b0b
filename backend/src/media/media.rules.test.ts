import { LessonId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import fc from 'fast-check';
import { isNestedDeeperThan } from './json-depth.rules.js';
import {
  endsEachConnection,
  isRoleRight,
  lessonIdOfSession,
  notAfter,
  readServerData,
  sessionIdOf,
  toMediaEvent,
  UnreadableWebhook,
} from './media.rules.js';

const lessonId = LessonId.parse('0198c0de-0000-7000-8000-000000000001');
const userId = '0198c0de-0000-7000-8000-000000000002';
const serverData = { userId, lessonId, name: '홍길동', part: 'student', kind: 'camera' };
const left = {
  event: 'participantLeft',
  sessionId: sessionIdOf(lessonId),
  timestamp: 2000,
  startTime: 1000,
  duration: 1,
  reason: 'disconnect',
  participantId: 'con_A',
  connectionId: 'con_A',
  location: 'unknown',
  ip: null,
  platform: null,
  clientData: '{"userId":"forged"}',
  serverData: JSON.stringify(serverData),
};
const recording = {
  event: 'recordingStatusChanged',
  sessionId: sessionIdOf(lessonId),
  timestamp: 2000,
  startTime: 1000,
  id: 'rec_1',
  name: 'rec_1',
  outputMode: 'COMPOSED',
  hasAudio: true,
  hasVideo: true,
  size: 1_048_576,
  duration: 12.345,
  status: 'ready',
  reason: 'recordingStoppedByServer',
};

describe('the session of a lesson', () => {
  it('has a name that OpenVidu takes and that names the lesson again', () => {
    expect(sessionIdOf(lessonId)).to.match(/^[a-zA-Z0-9_-]+$/);
    expect(lessonIdOfSession(sessionIdOf(lessonId))).to.equal(lessonId);
  });

  it('is not a session that others made', () => {
    expect(lessonIdOfSession('math')).to.equal(null);
    expect(lessonIdOfSession('lesson_1')).to.equal(null);
  });
});

describe('toMediaEvent', () => {
  it('reads who left, when, and since when they had been there', () => {
    expect(toMediaEvent(left)).to.deep.equal({
      name: 'connection.left',
      lessonId,
      connectionId: 'con_A',
      joinedAt: 1000,
      leftAt: 2000,
      why: 'disconnect',
      serverData,
    });
  });

  it('reads who came and when', () => {
    expect(toMediaEvent({ ...left, event: 'participantJoined', timestamp: 1000 })).to.deep.equal({
      name: 'connection.joined',
      lessonId,
      connectionId: 'con_A',
      joinedAt: 1000,
      serverData,
    });
  });

  it('reads when a session was there, and why it ended', () => {
    const { sessionId, startTime, duration, timestamp } = left;
    const reason = 'lastParticipantLeft';
    const destroyed = { event: 'sessionDestroyed', sessionId, timestamp, startTime, duration, reason };
    expect(toMediaEvent(destroyed)).to.deep.equal({
      name: 'session.closed',
      lessonId,
      openedAt: 1000,
      closedAt: 2000,
      why: reason,
    });
  });

  it('reads how a recording stands, and why it is over', () => {
    expect(toMediaEvent(recording)).to.deep.equal({
      name: 'recording.changed',
      lessonId,
      recordingId: 'rec_1',
      startedAt: 1000,
      at: 2000,
      status: 'ready',
      why: 'recordingStoppedByServer',
      sizeBytes: 1_048_576,
      durationSec: 12.345,
    });
  });

  it('tells no reason of a recording that goes on, and none that no column holds', () => {
    const why = (reason: unknown) => toMediaEvent({ ...recording, status: 'started', reason });
    for (const reason of [undefined, null]) expect(why(reason)).to.have.property('why', null);
    expect(why('다 찼다: disk full')).to.have.property('why', 'diskfull');
    expect(why('x'.repeat(100))).to.have.property('why', 'x'.repeat(64));
  });

  it('refuses a recording in a state that there is not, or of a size that cannot be', () => {
    expect(() => toMediaEvent({ ...recording, status: 'lost' })).to.throw(UnreadableWebhook, 'status');
    expect(() => toMediaEvent({ ...recording, size: -1 })).to.throw(UnreadableWebhook, 'size');
    expect(toMediaEvent({ ...recording, sessionId: 'math' })).to.equal(null);
  });

  it('never looks at what the browser wrote about itself', () => {
    const event = toMediaEvent({ ...left, clientData: JSON.stringify(serverData), serverData: '' });
    expect(event).to.have.property('serverData', null);
  });

  it('finds nothing in events that say nothing about presence, are new to us or about other sessions', () => {
    const created = { event: 'sessionCreated', sessionId: sessionIdOf(lessonId), timestamp: 1 };
    expect(toMediaEvent(created)).to.equal(null);
    expect(toMediaEvent({ event: 'nodeCrashed', timestamp: 1 })).to.equal(null);
    expect(toMediaEvent({ ...left, sessionId: 'math' })).to.equal(null);
    expect(toMediaEvent(7)).to.equal(null);
  });

  it('refuses a known event that lacks its fields', () => {
    expect(() => toMediaEvent({ ...left, startTime: 'yesterday' })).to.throw(UnreadableWebhook, 'startTime');
  });

  it('keeps reasons it does not know, as far as a column can hold them', () => {
    expect(toMediaEvent({ ...left, reason: 'ünknown reason' })).to.have.property('why', 'nknownreason');
    expect(toMediaEvent({ ...left, reason: null })).to.have.property('why', 'unknown');
  });
});

describe('readServerData', () => {
  it('takes only what was written for this lesson', () => {
    const other = LessonId.parse('0198c0de-0000-7000-8000-00000000000f');
    expect(readServerData(JSON.stringify(serverData), lessonId)).to.deep.equal(serverData);
    expect(readServerData(JSON.stringify(serverData), other)).to.equal(null);
    expect(readServerData('not json', lessonId)).to.equal(null);
    expect(readServerData(null, lessonId)).to.equal(null);
  });
});

describe('isRoleRight', () => {
  it('asks of everybody but the instructor that they may send just when they may speak', () => {
    const right = (maySpeak: boolean) =>
      (['MODERATOR', 'PUBLISHER', 'SUBSCRIBER'] as const).filter((role) => isRoleRight(role, maySpeak));
    expect(right(true)).to.deep.equal(['MODERATOR', 'PUBLISHER']);
    expect(right(false)).to.deep.equal(['MODERATOR', 'SUBSCRIBER']);
  });
});

describe('notAfter', () => {
  it('sets a clock back that runs ahead', () => {
    expect(notAfter(new Date(5000), 9000)).to.equal(5000);
    expect(notAfter(new Date(5000), 4000)).to.equal(4000);
  });
});

describe('endsEachConnection', () => {
  it('tells a session that was closed from one that ran empty', () => {
    expect(endsEachConnection('sessionClosedByServer')).to.equal(true);
    expect(endsEachConnection('nodeCrashed')).to.equal(true);
    expect(endsEachConnection('lastParticipantLeft')).to.equal(false);
  });
});

describe('isNestedDeeperThan', () => {
  const bytes = (text: string) => Buffer.from(text);

  it('counts arrays and objects, but not brackets inside strings', () => {
    expect(isNestedDeeperThan(2, bytes('[{"a":"[[[[\\"[[["}]'))).to.equal(false);
    expect(isNestedDeeperThan(2, bytes('[{"a":[1]}]'))).to.equal(true);
    expect(isNestedDeeperThan(32, bytes('['.repeat(10_000)))).to.equal(true);
  });

  it('agrees with the depth of whatever JSON there is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const depth = depthOf(value);
        const json = bytes(JSON.stringify(value));
        expect(isNestedDeeperThan(depth, json)).to.equal(false);
        if (depth > 0) expect(isNestedDeeperThan(depth - 1, json)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

import { WebhookEvent } from '@seodang/contracts/openvidu/webhook';
import { expect } from 'chai';
import type { SessionEvent } from '../session/session-event.js';
import { toWebhookPayload } from './webhook-payload.js';

const scope = { sessionId: 'math', uniqueSessionId: 'math_1000', atMs: 5900 };
const ending = { startedAtMs: 1000, reason: 'disconnect' as const };
const participant = {
  ...{ connectionId: 'con_A', ip: '198.51.100.7', platform: 'Chrome 130' },
  ...{ clientData: '{"clientData":"Ann"}', serverData: 'teacher-17' },
};
const webrtc = {
  ...{
    streamId: 'str_CAM_x_con_A',
    connectionId: 'con_A',
    receivingFrom: null,
    hasAudio: true,
    hasVideo: true,
  },
  ...{ typeOfVideo: 'CAMERA', frameRate: -1, videoDimensions: '{"width":640,"height":480}' },
};
const recording = {
  ...{ id: 'math', name: 'lesson', outputMode: 'COMPOSED', hasAudio: true, hasVideo: true },
  picture: { resolution: '1280x720', frameRate: 25, recordingLayout: 'BEST_FIT' },
  ...{ createdAtMs: 1000, sizeBytes: 10, durationS: 8.6, status: 'ready' as const },
  reason: 'automaticStop' as const,
};
const signal = { from: 'con_A', to: ['con_A', 'con_B'], type: 'chat', data: 'hi' };

describe('toWebhookPayload', () => {
  // OpenVidu's own tests count the fields of each event: none may be missing, none may be there too many.
  const cases: [string, SessionEvent, number][] = [
    ['sessionCreated', { ...scope, name: 'session.created' }, 4],
    ['sessionDestroyed', { ...scope, name: 'session.destroyed', ending }, 7],
    ['participantJoined', { ...scope, name: 'participant.joined', participant }, 11],
    ['participantLeft', { ...scope, name: 'participant.left', participant, ending }, 14],
    ['webrtcConnectionCreated', { ...scope, name: 'webrtc.created', webrtc }, 13],
    ['webrtcConnectionDestroyed', { ...scope, name: 'webrtc.destroyed', webrtc, ending }, 16],
    ['signalSent', { ...scope, name: 'signal.sent', signal }, 8],
    ['recordingStatusChanged', { ...scope, name: 'recording.changed', recording }, 17],
  ];
  for (const [name, event, fields] of cases)
    it(`makes ${name} with ${fields} fields, as the contract reads it`, () => {
      const payload = toWebhookPayload(event);
      expect(Object.keys(payload)).to.have.length(fields);
      expect(payload).to.include({
        event: name,
        sessionId: 'math',
        uniqueSessionId: 'math_1000',
        timestamp: 5900,
      });
      expect(WebhookEvent.parse(payload)).to.deep.equal(payload);
    });

  it('says how long in whole seconds', () => {
    const payload = toWebhookPayload({ ...scope, name: 'participant.left', participant, ending });
    expect(payload).to.include({ startTime: 1000, duration: 4, reason: 'disconnect' });
  });

  it('names the publisher of what is received, and leaves video fields out without video', () => {
    const inbound = { ...webrtc, connectionId: 'con_B', receivingFrom: 'con_A' };
    expect(toWebhookPayload({ ...scope, name: 'webrtc.created', webrtc: inbound })).to.include({
      ...{ connection: 'INBOUND', connectionId: 'con_B', participantId: 'con_B', receivingFrom: 'con_A' },
      ...{ videoDimensions: '{"width":640,"height":480}', videoFramerate: -1, videoSource: 'CAMERA' },
    });
    const sound = { ...webrtc, hasVideo: false, typeOfVideo: null, frameRate: null, videoDimensions: null };
    const payload = toWebhookPayload({ ...scope, name: 'webrtc.created', webrtc: sound });
    expect(payload).to.include({ connection: 'OUTBOUND', audioEnabled: true, videoEnabled: false });
    expect(payload).to.not.have.any.keys('videoSource', 'videoFramerate', 'videoDimensions', 'receivingFrom');
  });
});

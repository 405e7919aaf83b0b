import type {
  Ending,
  ParticipantFacts,
  RecordingFacts,
  SessionEvent,
  WebrtcFacts,
} from '../session/session-event.js';

/** A body as OpenVidu 2.32 posts it. Timestamps in epoch milliseconds, durations in whole seconds. */
export interface WebhookPayload {
  readonly event: string;
  readonly sessionId: string;
  readonly uniqueSessionId: string;
  readonly timestamp: number;
  readonly [field: string]: unknown;
}

type Ended = Extract<SessionEvent, { ending: Ending }>;

/**
 * Turns a domain event into the JSON body that OpenVidu posts: these fields and no others.
 *
 * @see https://docs.openvidu.io/en/2.32.0/reference-docs/openvidu-server-webhook/
 */
export function toWebhookPayload(event: SessionEvent): WebhookPayload {
  const { sessionId, uniqueSessionId } = event;
  return {
    sessionId,
    uniqueSessionId,
    timestamp: event.atMs,
    ...('ending' in event && endingFields(event)),
    ...factFields(event),
    event: NAMES[event.name],
  };
}

const NAMES: Record<SessionEvent['name'], string> = {
  'session.created': 'sessionCreated',
  'session.destroyed': 'sessionDestroyed',
  'participant.joined': 'participantJoined',
  'participant.left': 'participantLeft',
  'webrtc.created': 'webrtcConnectionCreated',
  'webrtc.destroyed': 'webrtcConnectionDestroyed',
  'signal.sent': 'signalSent',
  'recording.changed': 'recordingStatusChanged',
};

function factFields(event: SessionEvent): Record<string, unknown> {
  if ('participant' in event) return participantFields(event.participant);
  if ('webrtc' in event) return webrtcFields(event.webrtc);
  if ('recording' in event) return recordingFields(event.recording);
  return 'signal' in event ? { ...event.signal } : {};
}

function endingFields({ atMs, ending: { startedAtMs, reason } }: Ended) {
  return { startTime: startedAtMs, duration: durationSec(startedAtMs, atMs), reason };
}

function participantFields({ connectionId, ip, platform, clientData, serverData }: ParticipantFacts) {
  const location = 'unknown';
  return { participantId: connectionId, connectionId, location, ip, platform, clientData, serverData };
}

function webrtcFields(webrtc: WebrtcFacts) {
  const { streamId, connectionId, receivingFrom, hasAudio, hasVideo } = webrtc;
  const video = {
    videoSource: webrtc.typeOfVideo,
    videoFramerate: webrtc.frameRate,
    videoDimensions: webrtc.videoDimensions,
  };
  return {
    streamId,
    participantId: connectionId,
    connectionId,
    connection: receivingFrom === null ? 'OUTBOUND' : 'INBOUND',
    ...(receivingFrom !== null && { receivingFrom }),
    ...(hasVideo && video),
    audioEnabled: hasAudio,
    videoEnabled: hasVideo,
  };
}

function recordingFields({ picture, reason, ...recording }: RecordingFacts) {
  const { id, name, outputMode, hasAudio, hasVideo, status } = recording;
  const { createdAtMs: startTime, sizeBytes: size, durationS: duration } = recording;
  const why = reason === null ? {} : { reason };
  return { startTime, duration, ...why, id, name, outputMode, ...picture, hasAudio, hasVideo, size, status };
}

/** Whole seconds, never less than none. */
export function durationSec(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 1000));
}

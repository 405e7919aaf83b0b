import type { ParticipantWire, StreamWire } from '@seodang/contracts/openvidu/rpc';
import type { Connection } from '../session/connection.js';
import type { Notice } from '../session/notice.js';
import type { Stream } from '../session/stream.js';
import { encodeNotification } from './json-rpc.js';

/** A stream as the client wants it; fields of a medium that is not there stay false or null. */
export function toStreamWire({ id, createdAtMs, media }: Stream): StreamWire {
  return {
    id,
    createdAt: createdAtMs,
    hasAudio: media.hasAudio,
    hasVideo: media.hasVideo,
    audioActive: media.audioActive,
    videoActive: media.videoActive,
    typeOfVideo: media.typeOfVideo,
    frameRate: media.frameRate,
    videoDimensions: media.videoDimensions,
    filter: {},
  };
}

/** Somebody who is in already. An empty `streams` would break the client: it is left out then. */
export function toParticipantWire(connection: Connection): ParticipantWire {
  const { stream } = connection;
  return {
    id: connection.id,
    createdAt: connection.presence?.activeAtMs ?? connection.createdAtMs,
    metadata: connection.metadata,
    ...(stream && { streams: [toStreamWire(stream)] as const }),
  };
}

type NoticeName = Notice['name'];
type Encoders = { readonly [N in NoticeName]: (notice: Extract<Notice, { name: N }>) => Buffer };

const ENCODERS: Encoders = {
  joined: ({ connection }) => {
    const { id, createdAt, metadata } = toParticipantWire(connection);
    return encodeNotification('participantJoined', { id, createdAt, metadata });
  },
  published: ({ stream }) =>
    encodeNotification('participantPublished', { id: stream.connectionId, streams: [toStreamWire(stream)] }),
  unpublished: ({ connectionId, reason }) =>
    encodeNotification('participantUnpublished', { connectionId, reason }),
  left: ({ connectionId, reason }) => encodeNotification('participantLeft', { connectionId, reason }),
  evicted: ({ connectionId, reason }) => encodeNotification('participantEvicted', { connectionId, reason }),
  signal: ({ type, data, from }) =>
    encodeNotification('sendMessage', {
      ...(data !== undefined && { data }),
      ...(type !== undefined && { type }),
      ...(from !== null && { from }),
    }),
  'stream-property-changed': ({ stream, property, newValue, reason }) =>
    encodeNotification('streamPropertyChanged', {
      connectionId: stream.connectionId,
      streamId: stream.id,
      property,
      newValue: JSON.stringify(newValue),
      reason,
    }),
  'recording-started': ({ recording: { id, name } }) => encodeNotification('recordingStarted', { id, name }),
  'recording-stopped': ({ recording: { id, name }, reason }) =>
    encodeNotification('recordingStopped', { id, name, reason }),
  resubscribe: ({ stream, sdpOffer }) =>
    encodeNotification('forciblyReconnectSubscriber', {
      connectionId: stream.connectionId,
      streamId: stream.id,
      sdpOffer,
    }),
};

/** The frame for a notice, ready to be sent to any number of clients. */
export function encodeNotice(notice: Notice): Buffer {
  const encode = ENCODERS[notice.name] as (notice: Notice) => Buffer;
  return encode(notice);
}

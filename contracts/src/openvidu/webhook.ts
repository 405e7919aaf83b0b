import { z } from 'zod';

const Millis = z.int().nonnegative();

const sessionScope = {
  sessionId: z.string(),
  uniqueSessionId: z.string().optional(),
  timestamp: Millis,
};

/** What an "end" event adds: when the matching start was, how long (s), and why it ended. */
const ending = { startTime: Millis, duration: z.number().nonnegative(), reason: z.string().nullable() };

const participant = {
  participantId: z.string(),
  connectionId: z.string(),
  location: z.string().nullable(),
  ip: z.string().nullable(),
  platform: z.string().nullable(),
  clientData: z.string().nullable(),
  serverData: z.string().nullable(),
};

const webrtcConnection = {
  streamId: z.string(),
  participantId: z.string(),
  connectionId: z.string(),
  connection: z.enum(['OUTBOUND', 'INBOUND']),
  receivingFrom: z.string().optional(),
  videoSource: z.string().nullable().optional(),
  videoFramerate: z.number().nullable().optional(),
  /** A JSON string such as `{"width":640,"height":480}`. */
  videoDimensions: z.string().nullable().optional(),
  audioEnabled: z.boolean(),
  videoEnabled: z.boolean(),
};

/** A recording as it stands; `ready` and `failed` are the last words on it. */
const recording = {
  /** When the recording was asked for: its `createdAt`. */
  startTime: Millis,
  id: z.string(),
  name: z.string(),
  outputMode: z.enum(['COMPOSED', 'COMPOSED_QUICK_START', 'INDIVIDUAL']),
  /** These three only when a picture is composed. */
  resolution: z.string().optional(),
  frameRate: z.int().optional(),
  recordingLayout: z.string().optional(),
  customLayout: z.string().optional(),
  hasAudio: z.boolean(),
  hasVideo: z.boolean(),
  /** Bytes; 0 until it is ready. */
  size: z.number().nonnegative(),
  /** Seconds of media, not whole ones. */
  duration: z.number().nonnegative(),
  status: z.enum(['started', 'stopped', 'ready', 'failed']),
  /** Why it stopped; not there while it goes on, nor when it could not be started. */
  reason: z.string().nullable().optional(),
};

/**
 * The bodies OpenVidu 2.32 posts to its webhook, as far as the community edition emits them.
 * Loose: a newer server may add fields. Timestamps are epoch milliseconds in UTC, durations seconds.
 *
 * @see https://docs.openvidu.io/en/2.32.0/reference-docs/openvidu-server-webhook/
 */
export const WebhookEvent = z.discriminatedUnion('event', [
  z.looseObject({ event: z.literal('sessionCreated'), ...sessionScope }),
  z.looseObject({ event: z.literal('sessionDestroyed'), ...sessionScope, ...ending }),
  z.looseObject({ event: z.literal('participantJoined'), ...sessionScope, ...participant }),
  z.looseObject({ event: z.literal('participantLeft'), ...sessionScope, ...participant, ...ending }),
  z.looseObject({ event: z.literal('webrtcConnectionCreated'), ...sessionScope, ...webrtcConnection }),
  z.looseObject({
    event: z.literal('webrtcConnectionDestroyed'),
    ...sessionScope,
    ...webrtcConnection,
    ...ending,
  }),
  z.looseObject({
    event: z.literal('signalSent'),
    ...sessionScope,
    from: z.string().nullable(),
    to: z.array(z.string()),
    type: z.string().nullable(),
    data: z.string().nullable(),
  }),
  z.looseObject({ event: z.literal('recordingStatusChanged'), ...sessionScope, ...recording }),
]);
export type WebhookEvent = z.infer<typeof WebhookEvent>;
export type WebhookEventName = WebhookEvent['event'];

/** The least of a body that lets it be stored and named, also when its event is one we do not know. */
export const WebhookEnvelope = z.looseObject({
  event: z.string().max(64),
  timestamp: Millis,
  sessionId: z.string().max(191).optional(),
});
export type WebhookEnvelope = z.infer<typeof WebhookEnvelope>;

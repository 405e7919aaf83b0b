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

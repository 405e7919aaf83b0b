import { z } from 'zod';

/**
 * Every method that openvidu-browser 2.32 may call.
 *
 * @see https://docs.openvidu.io/en/2.32.0/developing/  OpenVidu's JSON-RPC protocol
 */
export const RPC_METHODS = [
  'joinRoom',
  'leaveRoom',
  'connect',
  'ping',
  'echo',
  'publishVideo',
  'unpublishVideo',
  'prepareReceiveVideoFrom',
  'receiveVideoFrom',
  'unsubscribeFromVideo',
  'reconnectStream',
  'onIceCandidate',
  'streamPropertyChanged',
  'sendMessage',
  'forceDisconnect',
  'forceUnpublish',
  'videoData',
  'sessionStatus',
  'applyFilter',
  'execFilterMethod',
  'removeFilter',
  'addFilterEventListener',
  'removeFilterEventListener',
  'subscribeToSpeechToText',
  'unsubscribeFromSpeechToText',
] as const;
export type RpcMethod = (typeof RPC_METHODS)[number];

/** The codes of `error.code` that OpenVidu's community edition answers, and the standard ones of JSON-RPC 2.0. */
export const RPC_ERROR = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  unexpected: -1,
  userNotFound: 102,
  userExists: 104,
  userNotStreaming: 105,
  userAlreadyStreaming: 106,
  sessionNotFound: 202,
  sessionClosed: 203,
  sessionCannotBeCreated: 204,
  mediaGeneric: 301,
  mediaSdp: 302,
  mediaEndpoint: 303,
  unauthorized: 401,
  filterNotApplied: 406,
  signalFormat: 600,
  signalTarget: 601,
  transportRequest: 801,
  transport: 803,
  forcedCodecMissing: 800,
  editionNotSupported: 997,
  generic: 999,
  rpcSessionUnknown: 40007,
} as const;
export type RpcErrorCode = (typeof RPC_ERROR)[keyof typeof RPC_ERROR];

/** A frame of a client, before its parameters are looked at. */
export const RpcRequest = z.looseObject({
  jsonrpc: z.literal('2.0'),
  method: z.string().min(1).max(64),
  params: z.record(z.string(), z.unknown()).optional(),
  id: z.int(),
});
export type RpcRequest = z.infer<typeof RpcRequest>;

const Id = z.string().min(1).max(512);
const Sdp = z.string().min(1);

export const PingParams = z.looseObject({ interval: z.number().min(1000).max(60_000).optional() });
export const ConnectParams = z.looseObject({ sessionId: z.string().max(128) });
export const JoinRoomParams = z.looseObject({
  token: z.string().max(2048),
  session: z.string().max(191),
  platform: z.string().max(512).nullish(),
  metadata: z.string().max(10_000).nullish(),
});
export const PublishVideoParams = z.looseObject({
  sdpOffer: Sdp,
  hasAudio: z.boolean(),
  hasVideo: z.boolean(),
  doLoopback: z.boolean().nullish(),
  audioActive: z.boolean().nullish(),
  videoActive: z.boolean().nullish(),
  typeOfVideo: z.string().max(32).nullish(),
  frameRate: z.number().nullish(),
  /** A JSON string such as `{"width":640,"height":480}`. */
  videoDimensions: z.string().max(128).nullish(),
  filter: z.unknown().optional(),
});
export const PrepareReceiveVideoParams = z.looseObject({ sender: Id, reconnect: z.boolean().nullish() });
export const ReceiveVideoParams = z.looseObject({
  sender: Id,
  sdpAnswer: Sdp.optional(),
  sdpOffer: Sdp.optional(),
});
export const UnsubscribeParams = z.looseObject({ sender: Id });
export const ReconnectStreamParams = z.looseObject({
  stream: Id,
  sdpString: Sdp.optional(),
  sdpOffer: Sdp.optional(),
});
export const IceCandidateParams = z.looseObject({
  endpointName: Id,
  candidate: z.string().max(1024),
  sdpMid: z.string().max(64).nullish(),
  sdpMLineIndex: z.int().nonnegative().max(64).nullish(),
});
export const StreamPropertyParams = z.looseObject({
  streamId: z.string().max(512).nullish(),
  property: z.string().max(64),
  newValue: z.unknown(),
  reason: z.string().max(64).nullish(),
});
export const SendMessageParams = z.looseObject({ message: z.string() });
/** What `sendMessage` carries as a JSON string. */
export const SignalMessage = z.looseObject({
  to: z.array(z.string()).max(10_000).nullish(),
  type: z.string().nullish(),
  data: z.string().nullish(),
});
export type SignalMessage = z.infer<typeof SignalMessage>;
export const ForceDisconnectParams = z.looseObject({ connectionId: Id });
export const ForceUnpublishParams = z.looseObject({ streamId: Id });
export const FilterParams = z.looseObject({ streamId: Id });

/** One stream, as `joinRoom` and `participantPublished` describe it. */
export interface StreamWire {
  readonly id: string;
  readonly createdAt: number;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  readonly audioActive: boolean;
  readonly videoActive: boolean;
  readonly typeOfVideo: string | null;
  readonly frameRate: number | null;
  readonly videoDimensions: string | null;
  readonly filter: Record<string, never>;
}

/** One participant in `joinRoom`'s `value`. `streams` is left out, never empty: the client breaks on an empty list. */
export interface ParticipantWire {
  readonly id: string;
  readonly createdAt: number;
  readonly metadata: string;
  readonly streams?: readonly [StreamWire];
}

export interface IceServerWire {
  readonly url: string;
  readonly username?: string;
  readonly credential?: string;
}

export interface JoinRoomResult {
  readonly id: string;
  readonly finalUserId: string;
  readonly createdAt: number;
  readonly metadata: string;
  readonly value: readonly ParticipantWire[];
  readonly session: string;
  readonly version: string;
  readonly mediaServer: 'kurento' | 'mediasoup';
  readonly videoSimulcast: boolean;
  readonly record: boolean;
  readonly role: string;
  readonly coturnIp: string;
  readonly coturnPort: number;
  readonly turnUsername?: string;
  readonly turnCredential?: string;
  readonly customIceServers: readonly IceServerWire[];
  /** Both or none: the session is being recorded, and those of this role are told. */
  readonly recordingId?: string;
  readonly recordingName?: string;
}

/** Notifications of the server: method → parameters. */
export interface RpcNotifications {
  participantJoined: { id: string; createdAt: number; metadata: string };
  participantPublished: { id: string; streams: readonly [StreamWire] };
  participantUnpublished: { connectionId: string; reason: string };
  participantLeft: { connectionId: string; reason: string };
  participantEvicted: { connectionId: string; reason: string };
  sendMessage: { data?: string; type?: string; from?: string };
  streamPropertyChanged: {
    connectionId: string;
    streamId: string;
    property: string;
    /** The new value as JSON; a value that was a string before is therefore encoded twice. */
    newValue: string;
    reason: string;
  };
  recordingStarted: { id: string; name: string };
  recordingStopped: { id: string; name: string; reason: string };
  forciblyReconnectSubscriber: { connectionId: string; streamId: string; sdpOffer: string };
}
export type RpcNotificationName = keyof RpcNotifications;

import { z } from 'zod';

/**
 * Bodies of OpenVidu 2.32's REST API. Unknown fields are ignored and null means "not given", as the official
 * clients send every unset field as null.
 *
 * @see https://docs.openvidu.io/en/2.32.0/reference-docs/REST-API/
 */
const CustomId = z.string().regex(/^[a-zA-Z0-9_-]*$/, 'may only hold letters, digits, "-" and "_"');
const Text = z.string().max(10_000);

export const OPENVIDU_ROLES = ['SUBSCRIBER', 'PUBLISHER', 'MODERATOR'] as const;
export type OpenViduRole = (typeof OPENVIDU_ROLES)[number];

export const FORCED_VIDEO_CODECS = ['MEDIA_SERVER_PREFERRED', 'NONE', 'VP8', 'VP9', 'H264'] as const;
export type ForcedVideoCodec = (typeof FORCED_VIDEO_CODECS)[number];

export const OUTPUT_MODES = ['COMPOSED', 'COMPOSED_QUICK_START', 'INDIVIDUAL'] as const;
export const RECORDING_LAYOUTS = [
  'BEST_FIT',
  'PICTURE_IN_PICTURE',
  'VERTICAL_PRESENTATION',
  'HORIZONTAL_PRESENTATION',
  'CUSTOM',
] as const;

const Resolution = z
  .string()
  .regex(/^\d{3,4}x\d{3,4}$/, 'must be WIDTHxHEIGHT')
  .refine((text) => text.split('x').every((side) => Number(side) >= 100 && Number(side) <= 1999), {
    message: 'each side must be 100 to 1999 pixels',
  });

const RecordingName = z
  .string()
  .max(191)
  .regex(/^[a-zA-Z0-9_\-~]*$/, 'may only hold letters, digits, "-", "_" and "~"');

export const RecordingPropertiesBody = z
  .object({
    name: RecordingName.nullish(),
    hasAudio: z.boolean().nullish(),
    hasVideo: z.boolean().nullish(),
    outputMode: z.enum(OUTPUT_MODES).nullish(),
    recordingLayout: z.enum(RECORDING_LAYOUTS).nullish(),
    customLayout: z.string().max(2048).nullish(),
    resolution: Resolution.nullish(),
    frameRate: z.int().min(1).max(120).nullish(),
    shmSize: z.int().min(134_217_728).nullish(),
    ignoreFailedStreams: z.boolean().nullish(),
  })
  .refine(({ hasAudio, hasVideo }) => hasAudio !== false || hasVideo !== false, {
    message: 'hasAudio and hasVideo cannot both be false',
  });

export const CreateSessionBody = z.object({
  mediaMode: z.enum(['ROUTED', 'RELAYED']).nullish(),
  recordingMode: z.enum(['MANUAL', 'ALWAYS']).nullish(),
  customSessionId: CustomId.max(120).nullish(),
  defaultRecordingProperties: RecordingPropertiesBody.nullish(),
  forcedVideoCodec: z.enum(FORCED_VIDEO_CODECS).nullish(),
  allowTranscoding: z.boolean().nullish(),
  mediaNode: z.object({ id: z.string().max(191) }).nullish(),
});

const Bandwidth = z.int().nonnegative().nullish();

export const KurentoOptions = z.object({
  videoMaxRecvBandwidth: Bandwidth,
  videoMinRecvBandwidth: Bandwidth,
  videoMaxSendBandwidth: Bandwidth,
  videoMinSendBandwidth: Bandwidth,
  allowedFilters: z.array(z.string().max(191)).max(100).nullish(),
});
export type KurentoOptions = z.infer<typeof KurentoOptions>;

export const IceServer = z.object({
  url: z.string().max(512),
  username: z.string().max(512).nullish(),
  credential: z.string().max(512).nullish(),
  staticAuthSecret: z.string().max(512).nullish(),
});
export type IceServer = z.infer<typeof IceServer>;

const webrtcOptions = {
  data: Text.nullish(),
  role: z.enum(OPENVIDU_ROLES).nullish(),
  kurentoOptions: KurentoOptions.nullish(),
  customIceServers: z.array(IceServer).max(20).nullish(),
};

export const CreateConnectionBody = z.object({
  ...webrtcOptions,
  type: z.enum(['WEBRTC', 'IPCAM']).nullish(),
  record: z.boolean().nullish(),
  rtspUri: z.string().max(2048).nullish(),
  adaptativeBitrate: z.boolean().nullish(),
  onlyPlayWithSubscribers: z.boolean().nullish(),
  networkCache: z.int().nonnegative().nullish(),
});
export type CreateConnectionBody = z.infer<typeof CreateConnectionBody>;

export const CreateTokenBody = z.object({ ...webrtcOptions, session: z.string() });

export const SignalBody = z.object({
  session: z.string(),
  to: z.array(z.string()).max(10_000).nullish(),
  type: z.string().max(10_000).nullish(),
  data: z.string().nullish(),
});

/** A name or a number that the start of a recording refuses with 422 is let through here: only types are looked at. */
export const StartRecordingBody = z.object({
  session: z.string(),
  name: RecordingName.nullish(),
  hasAudio: z.boolean().nullish(),
  hasVideo: z.boolean().nullish(),
  outputMode: z.enum(OUTPUT_MODES).nullish(),
  recordingLayout: z.enum(RECORDING_LAYOUTS).nullish(),
  customLayout: z.string().max(2048).nullish(),
  resolution: z.string().max(32).nullish(),
  frameRate: z.int().nullish(),
  shmSize: z.int().nullish(),
  ignoreFailedStreams: z.boolean().nullish(),
  mediaNode: z.union([z.string().max(191), z.object({ id: z.string().max(191) })]).nullish(),
});
export type StartRecordingBody = z.infer<typeof StartRecordingBody>;

export type RecordingStatus = 'starting' | 'started' | 'stopped' | 'ready' | 'failed';

export interface RecordingWire {
  readonly id: string;
  readonly object: 'recording';
  readonly name: string;
  readonly outputMode: (typeof OUTPUT_MODES)[number];
  /** These three only when a picture is composed, the fourth only with the layout `CUSTOM`. */
  readonly resolution?: string;
  readonly frameRate?: number;
  readonly recordingLayout?: string;
  readonly customLayout?: string;
  readonly sessionId: string;
  readonly createdAt: number;
  /** Bytes. */
  readonly size: number;
  /** Seconds. */
  readonly duration: number;
  /** Where the file is, once the status is `ready` or `failed`. */
  readonly url: string | null;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  readonly status: RecordingStatus;
  /** Not OpenVidu's: how far the making of the file is, 0 to 1, while the status is `stopped`. */
  readonly progress?: number;
}

interface PublisherWire {
  readonly createdAt: number;
  readonly streamId: string;
  readonly mediaOptions: Readonly<Record<string, unknown>>;
}

interface SubscriberWire {
  readonly createdAt: number;
  readonly streamId: string;
}

export interface ConnectionWire {
  readonly id: string;
  readonly object: 'connection';
  readonly status: 'pending' | 'active';
  readonly connectionId: string;
  readonly sessionId: string;
  readonly createdAt: number;
  readonly type: 'WEBRTC' | 'IPCAM';
  readonly record: boolean;
  readonly role: OpenViduRole;
  readonly kurentoOptions: unknown;
  readonly customIceServers: readonly Pick<IceServer, 'url' | 'username' | 'credential'>[];
  readonly rtspUri: null;
  readonly adaptativeBitrate: null;
  readonly onlyPlayWithSubscribers: null;
  readonly networkCache: null;
  readonly serverData: string;
  readonly token: string;
  readonly activeAt: number | null;
  readonly location: string | null;
  readonly ip: string | null;
  readonly platform: string | null;
  readonly clientData: string | null;
  readonly publishers: readonly PublisherWire[] | null;
  readonly subscribers: readonly SubscriberWire[] | null;
}

export interface SessionWire {
  readonly id: string;
  readonly object: 'session';
  readonly sessionId: string;
  readonly createdAt: number;
  readonly recording: boolean;
  readonly broadcasting: boolean;
  readonly mediaMode: string;
  readonly recordingMode: string;
  readonly defaultRecordingProperties: Readonly<Record<string, unknown>>;
  readonly customSessionId: string;
  readonly forcedVideoCodec: ForcedVideoCodec;
  readonly allowTranscoding: boolean;
  readonly mediaNode?: { readonly id: string };
  readonly connections: { readonly numberOfElements: number; readonly content: readonly ConnectionWire[] };
}

/** The body of a refused request that the API itself found wrong. */
export interface RestErrorWire {
  readonly timestamp: number;
  readonly status: number;
  readonly error: string;
  readonly message: string;
  readonly path: string;
}

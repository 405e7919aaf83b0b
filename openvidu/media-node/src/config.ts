import { z } from 'zod';
import { FORCED_VIDEO_CODECS } from '@seodang/contracts/openvidu/rest';
import { parseIceServer } from './ice/ice-server.rules.js';
import { NOTIFIED } from './recorder/announcer.js';

/** Every event that OpenVidu 2.32 knows; those of other editions may be listed and never come. */
const WEBHOOK_EVENTS = [
  'sessionCreated',
  'sessionDestroyed',
  'participantJoined',
  'participantLeft',
  'webrtcConnectionCreated',
  'webrtcConnectionDestroyed',
  'recordingStatusChanged',
  'filterEventDispatched',
  'signalSent',
  'mediaNodeStatusChanged',
  'autoscaling',
  'nodeCrashed',
  'nodeRecovered',
  'broadcastStarted',
  'broadcastStopped',
  'HANodeRegistered',
  'HANodeDeregistered',
] as const;

const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] });
const Port = z.coerce.number().int().min(1).max(65_535);
const Seconds = z.coerce.number().int().nonnegative();
const Kbps = z.coerce.number().int().nonnegative();

/** A list as JSON, or the way OpenVidu's sample files write plain words: `[one,two]`. */
const List = z.string().transform((text, context): string[] => {
  try {
    return z.array(z.string()).parse(JSON.parse(text));
  } catch {
    const words = /^\[([\w\s,]*)\]$/.exec(text.trim())?.[1];
    if (words !== undefined)
      return words
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean);
    context.addIssue({ code: 'custom', message: 'must be a JSON array of strings' });
    return z.NEVER;
  }
});

const HeaderList = List.pipe(
  z.array(
    z.string().transform((line, context): readonly [string, string] => {
      const [, name, value] = /^([!#$%&'*+.^`|~\w-]+): (.+)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      context.addIssue({ code: 'custom', message: 'must be "Name: value"' });
      return z.NEVER;
    }),
  ),
);

const IceServerList = List.pipe(
  z.array(
    z.string().transform((line, context) => {
      const server = parseIceServer(line);
      if (typeof server !== 'string') return server;
      context.addIssue({ code: 'custom', message: server });
      return z.NEVER;
    }),
  ),
);

/** Janus' WebSocket API on a port, or on a socket of the file system: `ws+unix:/run/janus/api.sock`. */
const JanusUrl = z.url({ protocol: /^ws(s|\+unix)?$/ });

const Env = z
  .object({
    /** Where browsers open the app: stands for the next three when the media node is reached under the same origin. */
    PUBLIC_ORIGIN: z.url({ protocol: /^https?$/ }).optional(),
    DOMAIN_OR_PUBLIC_IP: z.string().min(1),
    OPENVIDU_SECRET: z.string().regex(/^[a-zA-Z0-9_-]+$/, 'may only hold letters, digits, "-" and "_"'),
    HTTPS_PORT: Port.default(443),
    FORCE_PLAIN_HTTP: Flag.default(false),
    SUPPORT_DEPRECATED_API: Flag.default(true),
    SERVER_HOST: z.string().default('127.0.0.1'),
    SERVER_PORT: Port.default(5443),
    OPENVIDU_WEBHOOK: Flag.default(false),
    OPENVIDU_WEBHOOK_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    OPENVIDU_WEBHOOK_HEADERS: HeaderList.default([]),
    OPENVIDU_WEBHOOK_EVENTS: List.pipe(z.array(z.enum(WEBHOOK_EVENTS))).default([...WEBHOOK_EVENTS]),
    OPENVIDU_CDR: Flag.default(false),
    OPENVIDU_CDR_PATH: z.string().default('/opt/openvidu/cdr'),
    OPENVIDU_RECORDING: Flag.default(false),
    /** A folder that Janus reaches under the same name. Janus cuts names off at 255 characters without a word. */
    OPENVIDU_RECORDING_PATH: z
      .string()
      .startsWith('/', 'must be absolute')
      .max(180, 'must not be longer than 180 characters')
      .default('/opt/openvidu/recordings'),
    /** OpenVidu's way to give recordings to whoever knows their names. There is no lesson for which that would be right. */
    OPENVIDU_RECORDING_PUBLIC_ACCESS: Flag.refine((isPublic) => !isPublic, {
      message: 'must be false: recordings are given to who knows the secret',
    }).default(false),
    OPENVIDU_RECORDING_NOTIFICATION: z.enum(NOTIFIED).default('publisher_moderator'),
    /** Kept and shown; layouts of our own kind are named in `customLayout`. */
    OPENVIDU_RECORDING_CUSTOM_LAYOUT: z.string().default('/opt/openvidu/custom-layout'),
    OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: Seconds.default(120),
    /** With less room on the disk than either of these no recording starts. */
    RECORDING_START_FREE_GIB: z.coerce.number().nonnegative().default(5),
    RECORDING_START_FREE_PERCENT: z.coerce.number().min(0).max(100).default(10),
    /** With less than this those that run are stopped. */
    RECORDING_STOP_FREE_GIB: z.coerce.number().nonnegative().default(2),
    /** Percent of all cores that other things take while lessons are live; above it nothing is composed. */
    PAUSE_RENDERING_ABOVE: z.coerce.number().int().min(10).max(100).default(80),
    COTURN_IP: z.string().optional(),
    COTURN_PORT: Port.default(3478),
    COTURN_SHARED_SECRET_KEY: z.string().min(1).optional(),
    OPENVIDU_WEBRTC_ICE_SERVERS: IceServerList.default([]),
    OPENVIDU_WEBRTC_SIMULCAST: Flag.default(false),
    OPENVIDU_STREAMS_VIDEO_MAX_RECV_BANDWIDTH: Kbps.default(1000),
    OPENVIDU_STREAMS_VIDEO_MIN_RECV_BANDWIDTH: Kbps.default(300),
    OPENVIDU_STREAMS_VIDEO_MAX_SEND_BANDWIDTH: Kbps.default(1000),
    OPENVIDU_STREAMS_VIDEO_MIN_SEND_BANDWIDTH: Kbps.default(300),
    OPENVIDU_STREAMS_FORCED_VIDEO_CODEC: z.enum(FORCED_VIDEO_CODECS).default('MEDIA_SERVER_PREFERRED'),
    OPENVIDU_STREAMS_ALLOW_TRANSCODING: Flag.default(false),
    OPENVIDU_SESSIONS_GARBAGE_INTERVAL: Seconds.default(900),
    OPENVIDU_SESSIONS_GARBAGE_THRESHOLD: Seconds.default(3600),
    JANUS_URL: JanusUrl,
    JANUS_ADMIN_URL: JanusUrl,
    JANUS_API_SECRET: z.string().min(1),
    JANUS_ADMIN_SECRET: z.string().min(1),
    MEDIA_NODE_DATA: z.string().default('.data/media-node'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine((env) => !env.OPENVIDU_WEBHOOK || env.OPENVIDU_WEBHOOK_ENDPOINT !== undefined, {
    path: ['OPENVIDU_WEBHOOK_ENDPOINT'],
    message: 'is needed when OPENVIDU_WEBHOOK is true',
  });

/** Every name that this program reads. */
export const CONFIG_NAMES: readonly string[] = Object.keys(Env.shape);

/** The node's settings under OpenVidu's own names, checked; ours are beside them. */
export type Config = z.infer<typeof Env>;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * @param env Usually `process.env`; an empty value counts as not given.
 * @throws {ConfigError} whose message lists every variable that is missing or wrong, without their values.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = Env.safeParse({ ...addressOf(given.PUBLIC_ORIGIN), ...given });
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new ConfigError(`The configuration has mistakes:\n${lines.join('\n')}`);
}

/** What an origin says under OpenVidu's names. */
function addressOf(origin: string | undefined): Record<string, string> {
  if (origin === undefined || !URL.canParse(origin)) return {};
  const { hostname, port, protocol } = new URL(origin);
  const isPlain = protocol === 'http:';
  return {
    DOMAIN_OR_PUBLIC_IP: hostname,
    HTTPS_PORT: port || (isPlain ? '80' : '443'),
    FORCE_PLAIN_HTTP: String(isPlain),
  };
}

/** The address that clients and recordings are told, with a slash at the end. */
export function publicUrl(config: Config): string {
  return `${config.FORCE_PLAIN_HTTP ? 'http' : 'https'}://${publicHost(config)}/`;
}

/** `host` or `host:port` as tokens carry it; the scheme's own port is left out. */
export function publicHost({ DOMAIN_OR_PUBLIC_IP, HTTPS_PORT, FORCE_PLAIN_HTTP }: Config): string {
  const usual = FORCE_PLAIN_HTTP ? 80 : 443;
  return HTTPS_PORT === usual ? DOMAIN_OR_PUBLIC_IP : `${DOMAIN_OR_PUBLIC_IP}:${HTTPS_PORT}`;
}

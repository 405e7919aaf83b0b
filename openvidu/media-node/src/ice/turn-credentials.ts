import { createHmac, randomBytes } from 'node:crypto';
import type { IceServer } from '@seodang/contracts/openvidu/rest';
import type { IceServerWire } from '@seodang/contracts/openvidu/rpc';

/** Long enough for the longest lesson day: a browser keeps its first credentials for every repair. */
const TTL_SEC = 86_400;

interface TurnCredentials {
  readonly username: string;
  readonly credential: string;
}

export interface IceDefaults {
  readonly coturnIp: string;
  readonly coturnPort: number;
  /** Without it browsers get a STUN entry only. */
  readonly sharedSecret: string | null;
  /** Replace the default entries when there are any. */
  readonly servers: readonly IceServer[];
}

/**
 * Credentials that coturn takes until they run out, a day from `nowMs`.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00
 */
export function turnCredentials(secret: string, nowMs: number): TurnCredentials {
  const username = `${Math.floor(nowMs / 1000) + TTL_SEC}:${randomBytes(6).toString('base64url')}`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return { username, credential };
}

/**
 * The ICE servers of one join: the connection's own, else the configured ones, else the TURN server beside this
 * node. Never empty, as the client would turn to public servers then.
 */
export function iceServersFor(
  own: readonly IceServer[],
  defaults: IceDefaults,
  nowMs: number,
): IceServerWire[] {
  const given = own.length > 0 ? own : defaults.servers;
  if (given.length > 0) return given.map((server) => toWire(server, nowMs));
  const host = defaults.coturnIp.includes(':') ? `[${defaults.coturnIp}]` : defaults.coturnIp;
  const address = `${host}:${defaults.coturnPort}`;
  if (defaults.sharedSecret === null) return [{ url: `stun:${address}` }];
  const credentials = turnCredentials(defaults.sharedSecret, nowMs);
  return ['', '?transport=tcp'].map((transport) => ({ url: `turn:${address}${transport}`, ...credentials }));
}

function toWire({ url, username, credential, staticAuthSecret }: IceServer, nowMs: number): IceServerWire {
  if (staticAuthSecret) return { url, ...turnCredentials(staticAuthSecret, nowMs) };
  return { url, ...(username && { username }), ...(credential && { credential }) };
}

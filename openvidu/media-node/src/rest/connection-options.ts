import type { CreateConnectionBody, IceServer } from '@seodang/contracts/openvidu/rest';
import { iceServerMistake } from '../ice/ice-server.rules.js';
import type { ConnectionOptions } from '../session/connection.js';
import { RestError } from './rest-error.js';

const CAMERA_SCHEMES = new Set(['file:', 'rtsp:', 'rtsps:', 'http:', 'https:']);

/** @throws {RestError} 400 for ICE servers that cannot be */
export function toConnectionOptions(
  body: Pick<CreateConnectionBody, 'role' | 'data' | 'record' | 'kurentoOptions' | 'customIceServers'>,
): ConnectionOptions {
  return {
    role: body.role ?? 'PUBLISHER',
    serverData: body.data ?? '',
    record: body.record ?? true,
    kurentoOptions: body.kurentoOptions ?? null,
    customIceServers: checked(body.customIceServers ?? []),
  };
}

function checked(servers: readonly IceServer[]): readonly IceServer[] {
  for (const server of servers) {
    const mistake = iceServerMistake(server);
    if (mistake) throw new RestError(400, `customIceServers: ${mistake}`);
  }
  return servers;
}

/**
 * IP cameras need an engine that fetches their stream. OpenVidu answers 500 when it cannot reach a camera, and so do
 * we for every camera.
 *
 * @throws {RestError} 400 for an address that cannot be a camera's, 500 otherwise
 */
export function refuseCamera({ rtspUri }: Pick<CreateConnectionBody, 'rtspUri'>): never {
  if (!rtspUri || !URL.canParse(rtspUri) || !CAMERA_SCHEMES.has(new URL(rtspUri).protocol))
    throw new RestError(400, 'rtspUri: is not the address of a camera');
  throw new RestError(500, 'This media server cannot connect IP cameras.');
}

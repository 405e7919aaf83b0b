import type { IceServer } from '@seodang/contracts/openvidu/rest';

const URL = /^(stuns?|turns?):(\[[^\]]+\]|[^:?[\]]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/;
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*\\.?$`);
const IPV6 = /^\[[0-9a-fA-F:.]{2,45}\]$/;

/**
 * What is wrong with an ICE server that an application or the configuration gives; null when nothing is.
 *
 * @see https://docs.openvidu.io/en/2.32.0/advanced-features/custom-ice-servers/  RFC 7064, RFC 7065
 */
export function iceServerMistake(server: IceServer): string | null {
  const [, scheme, host, port, transport] = URL.exec(server.url) ?? [];
  if (scheme === undefined || host === undefined) return `"${server.url}" is not a STUN or TURN address`;
  if (!isHost(host)) return `"${host}" is not a valid host`;
  if (port !== undefined && !isPort(Number(port))) return `"${port}" is not a port`;
  return scheme.startsWith('turn') ? turnMistake(server) : stunMistake(server, transport);
}

function turnMistake({ username, credential, staticAuthSecret }: IceServer): string | null {
  if (staticAuthSecret) return username || credential ? 'a static secret excludes other credentials' : null;
  return username && credential ? null : 'TURN needs a username and a credential, or a static secret';
}

function stunMistake(server: IceServer, transport: string | undefined): string | null {
  if (transport !== undefined) return 'only TURN can name a transport';
  const { username, credential, staticAuthSecret } = server;
  return username || credential || staticAuthSecret ? 'STUN has no credentials' : null;
}

function isHost(host: string): boolean {
  if (IPV6.test(host)) return true;
  const quad = host.split('.');
  if (quad.length === 4 && quad.every((part) => /^\d+$/.test(part)))
    return quad.every((n) => Number(n) < 256);
  return host.length <= 253 && HOST.test(host);
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

/** Reads `url=turns:host:443,staticAuthSecret=…` as OpenVidu's configuration writes it; a string is the mistake. */
export function parseIceServer(line: string): IceServer | string {
  const fields = new Map<string, string>();
  for (const part of line.split(',')) {
    const at = part.indexOf('=');
    if (at < 1) return `"${part}" is not a key=value pair`;
    fields.set(part.slice(0, at), part.slice(at + 1));
  }
  const server: IceServer = {
    url: fields.get('url') ?? '',
    username: fields.get('username') ?? null,
    credential: fields.get('credential') ?? null,
    staticAuthSecret: fields.get('staticAuthSecret') ?? null,
  };
  return iceServerMistake(server) ?? server;
}

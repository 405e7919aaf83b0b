import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Where a reverse proxy of ours can be. */
const INTERNAL = new BlockList();
INTERNAL.addSubnet('127.0.0.0', 8, 'ipv4');
INTERNAL.addSubnet('10.0.0.0', 8, 'ipv4');
INTERNAL.addSubnet('172.16.0.0', 12, 'ipv4');
INTERNAL.addSubnet('192.168.0.0', 16, 'ipv4');
INTERNAL.addAddress('::1', 'ipv6');
INTERNAL.addSubnet('fc00::', 7, 'ipv6');

/** The address of the person, as the proxy before us says; only an internal neighbour is believed. */
export function clientIp(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
  const neighbour = withoutMapping(request.socket.remoteAddress ?? '');
  const told = request.headers['x-real-ip'];
  if (typeof told !== 'string' || isIP(told) === 0 || !isInternal(neighbour)) return neighbour;
  return withoutMapping(told);
}

function isInternal(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && INTERNAL.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** `::ffff:192.0.2.1` is an IPv4 address on an IPv6 socket. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

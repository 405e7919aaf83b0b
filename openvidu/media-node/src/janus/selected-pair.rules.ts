const SIDE = /^(?<address>.+):(?<port>\d+) \[(?<type>\w+),(?<transport>\w+)\]$/;

/**
 * Reads Janus' `127.0.0.100:26860 [host,udp] <-> 192.0.2.7:51333 [prflx,udp]` as two candidate lines. Foundation and
 * priority are not told and are 0.
 *
 * @returns null for a side that is not known.
 * @see RFC 8839 §5.1
 */
export function selectedPair(text: string): { local: string | null; remote: string | null } {
  const [local = '', remote = ''] = text.split(' <-> ');
  return { local: toCandidate(local), remote: toCandidate(remote) };
}

function toCandidate(side: string): string | null {
  const { address, port, type, transport } = SIDE.exec(side)?.groups ?? {};
  if (address === undefined) return null;
  return `candidate:0 1 ${transport} 0 ${address} ${port} typ ${type}`;
}

import type { Counters, Traffic } from './media-port.js';

type Stat = Readonly<Record<string, unknown>>;

const NONE: Counters = { packets: 0, lost: 0, bytes: 0 };

/**
 * Reads `getStats` of the peer that sends and of those that receive.
 *
 * @see W3C Identifiers for WebRTC's Statistics API
 */
export async function trafficOf(
  sending: RTCPeerConnection | undefined,
  receiving: readonly RTCPeerConnection[],
): Promise<Traffic> {
  const [sent, ...received] = await Promise.all([
    sending === undefined ? [] : statsOf(sending),
    ...receiving.map(statsOf),
  ]);
  const all = [sent, ...received].flat();
  const outbound = sent.filter(({ type }) => type === 'outbound-rtp');
  const pair = nominated(sent);
  const rtts = [sent, ...received].flatMap(
    (stats) => numberIn(nominated(stats), 'currentRoundTripTime') ?? [],
  );
  const told = sent.filter(({ type }) => type === 'remote-inbound-rtp');
  const limits = outbound.map((stat) => stat['qualityLimitationReason']);
  const mayBps = numberIn(pair, 'availableOutgoingBitrate');
  return {
    up: {
      packets: sum(outbound, 'packetsSent'),
      lost: sum(told, 'packetsLost'),
      bytes: sum(outbound, 'bytesSent'),
    },
    down: all
      .filter(({ type }) => type === 'inbound-rtp')
      .reduce<Counters>(
        (total, stat) => ({
          packets: total.packets + (numberIn(stat, 'packetsReceived') ?? 0),
          lost: total.lost + (numberIn(stat, 'packetsLost') ?? 0),
          bytes: total.bytes + (numberIn(stat, 'bytesReceived') ?? 0),
        }),
        NONE,
      ),
    rttMs: rtts.length === 0 ? null : Math.round(Math.max(...rtts) * 1000),
    mayKbps: mayBps === null ? null : Math.round(mayBps / 1000),
    limitedBy: limits.includes('bandwidth') ? 'bandwidth' : limits.includes('cpu') ? 'cpu' : null,
  };
}

async function statsOf(peer: RTCPeerConnection): Promise<Stat[]> {
  const report = (await peer.getStats()) as unknown as ReadonlyMap<string, Stat>;
  return [...report.values()];
}

function nominated(stats: readonly Stat[]): Stat | undefined {
  return stats.find((stat) => stat['type'] === 'candidate-pair' && stat['nominated'] === true);
}

function numberIn(stat: Stat | undefined, key: string): number | null {
  const value = stat?.[key];
  return typeof value === 'number' ? value : null;
}

function sum(stats: readonly Stat[], key: string): number {
  return stats.reduce((total, stat) => total + (numberIn(stat, key) ?? 0), 0);
}

/** What one peer connection of the page carried so far, from getStats. */
export interface PeerReport {
  /** Tells peers apart as long as the page lives. */
  readonly number: number;
  readonly state: string;
  readonly framesDecoded: number;
  readonly framesSent: number;
  readonly frameWidth: number;
  readonly audioPackets: number;
  readonly audioEnergy: number;
  readonly candidateType: string;
}

declare global {
  interface Window {
    peerReports(): Promise<PeerReport[]>;
  }
}

/** Runs in the page before the app: remembers its peer connections, and makes them use relays only if asked to. */
export function watchPeers({ relayOnly }: { relayOnly: boolean }): void {
  const peers: RTCPeerConnection[] = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(relayOnly ? { ...configuration, iceTransportPolicy: 'relay' } : configuration);
      peers.push(this);
    }
  };

  type Stat = Record<string, unknown>;
  const sum = (stats: readonly Stat[], key: string) =>
    stats.reduce((total, one) => total + Number(one[key] ?? 0), 0);

  async function report(peer: RTCPeerConnection, number: number): Promise<PeerReport> {
    const stats = [...((await peer.getStats()) as unknown as Map<string, Stat>).values()];
    const rtp = (type: string, kind: string) =>
      stats.filter((one) => one['type'] === type && one['kind'] === kind);
    const pair = stats.find(
      (one) => one['type'] === 'candidate-pair' && one['nominated'] && one['state'] === 'succeeded',
    );
    const local = stats.find((one) => one['id'] === pair?.['localCandidateId']);
    return {
      number,
      state: peer.connectionState,
      framesDecoded: sum(rtp('inbound-rtp', 'video'), 'framesDecoded'),
      frameWidth: sum(rtp('inbound-rtp', 'video'), 'frameWidth'),
      framesSent: sum(rtp('outbound-rtp', 'video'), 'framesEncoded'),
      audioPackets: sum(rtp('inbound-rtp', 'audio'), 'packetsReceived'),
      audioEnergy: sum(rtp('inbound-rtp', 'audio'), 'totalAudioEnergy'),
      candidateType: (local?.['candidateType'] as string | undefined) ?? '',
    };
  }

  window.peerReports = () => {
    const open = peers.flatMap((peer, number) =>
      peer.connectionState === 'closed' ? [] : [{ peer, number }],
    );
    return Promise.all(open.map(({ peer, number }) => report(peer, number)));
  };
}

declare global {
  interface Window {
    losing: boolean;
  }
}

/**
 * Runs in the page before the app: what is sent seems to get lost, one packet in five, while `window.losing` is true.
 * The browser's own numbers are changed and nothing else, since no shaper of traffic is at hand everywhere.
 */
export function losePackets(): void {
  type Stat = Readonly<Record<string, unknown>>;
  const Native = window.RTCPeerConnection;
  let lost = 0;
  window.RTCPeerConnection = class extends Native {
    override async getStats(): Promise<RTCStatsReport> {
      const stats = [...((await super.getStats()) as unknown as ReadonlyMap<string, Stat>).entries()];
      const sent = stats
        .filter(([, stat]) => stat['type'] === 'outbound-rtp')
        .reduce((sum, [, stat]) => sum + Number(stat['packetsSent']), 0);
      if (window.losing) lost = Math.round(sent / 5);
      const changed = stats.map(([id, stat]): [string, Stat] => {
        return [id, stat['type'] === 'remote-inbound-rtp' ? { ...stat, packetsLost: lost } : stat];
      });
      return new Map(changed);
    }
  };
}

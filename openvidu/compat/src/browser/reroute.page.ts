import type { Endpoint } from '../support/media-cable.js';

declare global {
  interface Window {
    plugMedia(candidate: Endpoint): Promise<Endpoint>;
  }
}

/** Runs inside the page before the SDK loads: sockets lead to another host than the one that tokens name. */
export function rerouteSockets({ host, protocol }: { host: string; protocol: string | null }): void {
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(address: string | URL, protocols?: string | string[]) {
      const rerouted = new URL(address);
      rerouted.host = host;
      rerouted.protocol = protocol ?? rerouted.protocol;
      super(rerouted, protocols);
    }
  };
}

/** Runs inside the page before the SDK loads: every UDP candidate of the server leads through the media cable. */
export function rerouteMedia(): void {
  const CANDIDATE = /candidate:\S+ \d+ (udp|tcp) \d+ (\S+) (\d+) typ [^\r\n]*/gi;

  async function reroute(text: string): Promise<string> {
    let rerouted = text;
    for (const [line, transport = '', host = '', port = ''] of text.matchAll(CANDIDATE)) {
      if (transport.toLowerCase() !== 'udp') continue;
      const near = await window.plugMedia({ host, port: Number(port) });
      rerouted = rerouted.replaceAll(line, line.replace(` ${host} ${port} `, ` ${near.host} ${near.port} `));
    }
    return rerouted;
  }

  type Method<Argument> = (this: RTCPeerConnection, argument: Argument) => Promise<void>;
  const native = RTCPeerConnection.prototype as unknown as {
    setRemoteDescription: Method<RTCSessionDescriptionInit>;
    addIceCandidate: Method<RTCIceCandidateInit | null>;
    addEventListener: (this: RTCPeerConnection, type: string, ...rest: unknown[]) => void;
  };
  const { setRemoteDescription, addIceCandidate, addEventListener } = native;
  native.setRemoteDescription = async function ({ type, sdp = '' }) {
    return setRemoteDescription.call(this, { type, sdp: await reroute(sdp) });
  };
  native.addIceCandidate = async function (candidate) {
    if (!candidate?.candidate) return addIceCandidate.call(this, candidate);
    const { sdpMid = null, sdpMLineIndex = null } = candidate;
    return addIceCandidate.call(this, {
      sdpMid,
      sdpMLineIndex,
      candidate: await reroute(candidate.candidate),
    });
  };
  // A server that knows the browser's own addresses would send to them, past the cable.
  native.addEventListener = function (type, ...rest) {
    if (type !== 'icecandidate') addEventListener.call(this, type, ...rest);
  };
}

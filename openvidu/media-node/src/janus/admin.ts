import { basename, dirname } from 'node:path';
import { z } from 'zod';
import type { PeerDescription } from '../session/media-port.js';
import { selectedPair } from './selected-pair.rules.js';
import { JanusSocket } from './socket.js';

export interface AdminOptions {
  readonly url: string;
  readonly adminSecret: string;
  readonly requestTimeoutMs?: number;
}

/** A sender report (28 bytes) stands first in its compound packet; what people say and show is not to be kept twice. */
const CAPTURED_BYTES = 64;

/** What the admin API calls a peer by. */
export interface HandleAddress {
  readonly sessionId: number;
  readonly handleId: number;
}

const Sessions = z.object({ sessions: z.array(z.number()) });
const Handles = z.object({ handles: z.array(z.number()) });
const HandleInfo = z.object({
  info: z.object({
    sdps: z.object({ local: z.string().optional(), remote: z.string().optional() }).default({}),
    webrtc: z
      .object({ ice: z.object({ 'selected-pair': z.string().default('') }).default({ 'selected-pair': '' }) })
      .default({ ice: { 'selected-pair': '' } }),
  }),
});

/** Janus' admin API: what is really there. The socket is opened with the first request, and anew after a loss. */
export class JanusAdmin {
  readonly #options: Required<AdminOptions>;
  #socket: Promise<JanusSocket> | null = null;

  constructor(options: AdminOptions) {
    this.#options = { requestTimeoutMs: 5000, ...options };
  }

  async listSessions(): Promise<readonly number[]> {
    return Sessions.parse(await this.#request({ janus: 'list_sessions' })).sessions;
  }

  async listHandles(sessionId: number): Promise<readonly number[]> {
    return Handles.parse(await this.#request({ janus: 'list_handles', session_id: sessionId })).handles;
  }

  async detachHandle(handle: HandleAddress): Promise<void> {
    await this.#ask('detach_handle', handle);
  }

  async describeHandle(handle: HandleAddress): Promise<Omit<PeerDescription, 'endpointName'>> {
    const answer = await this.#ask('handle_info', handle);
    const { sdps, webrtc } = HandleInfo.parse(answer).info;
    const { local, remote } = selectedPair(webrtc.ice['selected-pair']);
    return {
      localSdp: sdps.local ?? null,
      remoteSdp: sdps.remote ?? null,
      localCandidate: local,
      remoteCandidate: remote,
    };
  }

  /** Writes the beginning of each packet that a peer sends or is sent, RTCP among them, to a pcap file until told to stop. */
  async startCapture(handle: HandleAddress, path: string): Promise<void> {
    const file = { folder: dirname(path), filename: basename(path), truncate: CAPTURED_BYTES };
    await this.#ask('start_pcap', handle, file);
  }

  async stopCapture(handle: HandleAddress): Promise<void> {
    await this.#ask('stop_pcap', handle);
  }

  close(): void {
    void this.#socket?.then((socket) => {
      socket.close();
    });
    this.#socket = null;
  }

  #ask(
    janus: string,
    { sessionId, handleId }: HandleAddress,
    rest: Record<string, unknown> = {},
  ): Promise<unknown> {
    return this.#request({ janus, session_id: sessionId, handle_id: handleId, ...rest });
  }

  async #request(message: Record<string, unknown>): Promise<unknown> {
    const socket = await this.#open();
    return socket.request({ ...message, admin_secret: this.#options.adminSecret });
  }

  #open(): Promise<JanusSocket> {
    if (this.#socket) return this.#socket;
    const opening = JanusSocket.open({
      url: this.#options.url,
      protocol: 'janus-admin-protocol',
      timeoutMs: this.#options.requestTimeoutMs,
    });
    this.#socket = opening;
    const forget = () => {
      if (this.#socket === opening) this.#socket = null;
    };
    opening.then((socket) => socket.closed.then(forget), forget);
    return opening;
  }
}

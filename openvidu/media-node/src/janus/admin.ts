import { z } from 'zod';
import type { PeerDescription } from '../session/media-port.js';
import { selectedPair } from './selected-pair.rules.js';
import { JanusSocket } from './socket.js';

export interface AdminOptions {
  readonly url: string;
  readonly adminSecret: string;
  readonly requestTimeoutMs?: number;
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

  async detachHandle(sessionId: number, handleId: number): Promise<void> {
    await this.#request({ janus: 'detach_handle', session_id: sessionId, handle_id: handleId });
  }

  async describeHandle(sessionId: number, handleId: number): Promise<Omit<PeerDescription, 'endpointName'>> {
    const answer = await this.#request({ janus: 'handle_info', session_id: sessionId, handle_id: handleId });
    const { sdps, webrtc } = HandleInfo.parse(answer).info;
    const { local, remote } = selectedPair(webrtc.ice['selected-pair']);
    return {
      localSdp: sdps.local ?? null,
      remoteSdp: sdps.remote ?? null,
      localCandidate: local,
      remoteCandidate: remote,
    };
  }

  close(): void {
    void this.#socket?.then((socket) => {
      socket.close();
    });
    this.#socket = null;
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

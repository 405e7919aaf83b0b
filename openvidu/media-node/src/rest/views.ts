import type { ConnectionWire, SessionWire } from '@seodang/contracts/openvidu/rest';
import type { Connection } from '../session/connection.js';
import type { MediaPort, PeerDescription, PeerRef } from '../session/media-port.js';
import type { Session } from '../session/session.js';
import type { CandidateLog, Stream, Subscription } from '../session/stream.js';
import type { RestDeps } from './deps.js';

export interface ViewOptions {
  readonly isWithPending: boolean;
  /** Adds what the engine knows of each peer. */
  readonly isWithStats: boolean;
}

type Publisher = NonNullable<ConnectionWire['publishers']>[number];
type Subscriber = NonNullable<ConnectionWire['subscribers']>[number];

const NOT_YET = {
  status: 'pending',
  activeAt: null,
  location: null,
  ip: null,
  platform: null,
  clientData: null,
  publishers: null,
  subscribers: null,
} as const;

/** Sessions and connections as the REST API shows them. */
export class Views {
  readonly #media: MediaPort;
  readonly #deps: Pick<RestDeps, 'tokenUrl' | 'recording'>;

  constructor(deps: Pick<RestDeps, 'media' | 'tokenUrl' | 'recording'>) {
    this.#media = deps.media;
    this.#deps = deps;
  }

  async session(session: Session, options: ViewOptions): Promise<SessionWire> {
    const { id, createdAtMs } = session;
    const { mediaNodeId, ...properties } = session.options;
    return {
      id,
      object: 'session',
      sessionId: id,
      createdAt: createdAtMs,
      recording: this.#deps.recording?.recorder.isRecorded(id) ?? false,
      broadcasting: false,
      ...properties,
      ...(mediaNodeId !== null && { mediaNode: { id: mediaNodeId } }),
      connections: await this.connections(session, options),
    };
  }

  async connections(session: Session, options: ViewOptions) {
    const pending = options.isWithPending ? session.pendingConnections : [];
    const all = [...session.activeConnections, ...pending];
    const content = await Promise.all(all.map((connection) => this.connection(connection, options)));
    return { numberOfElements: content.length, content };
  }

  async connection(connection: Connection, options: ViewOptions): Promise<ConnectionWire> {
    const { presence } = connection;
    const invitation = this.#invitation(connection);
    if (!presence) return { ...invitation, ...NOT_YET };
    const { activeAtMs, ip, platform, clientData } = presence;
    const [publishers, subscribers] = await Promise.all([
      this.#publishers(connection, options),
      this.#subscribers(connection, options),
    ]);
    return {
      ...invitation,
      status: 'active',
      activeAt: activeAtMs,
      ...{ location: 'unknown', ip, platform, clientData, publishers, subscribers },
    };
  }

  #invitation(connection: Connection) {
    const { id, sessionId, createdAtMs, options } = connection;
    return {
      id,
      object: 'connection',
      connectionId: id,
      sessionId,
      createdAt: createdAtMs,
      type: 'WEBRTC',
      record: options.record,
      role: options.role,
      kurentoOptions: options.kurentoOptions,
      customIceServers: options.customIceServers.map(({ url, username, credential }) => ({
        url,
        ...(username && { username }),
        ...(credential && { credential }),
      })),
      rtspUri: null,
      adaptativeBitrate: null,
      onlyPlayWithSubscribers: null,
      networkCache: null,
      serverData: options.serverData,
      token: this.#deps.tokenUrl(connection),
    } as const;
  }

  async #publishers(connection: Connection, { isWithStats }: ViewOptions): Promise<Publisher[]> {
    const { stream, sessionId, connectionId } = connection;
    if (!stream) return [];
    const stats = isWithStats
      ? await this.#stats({ direction: 'publish', sessionId, connectionId }, stream)
      : {};
    const { streamId, createdAtMs: createdAt } = stream;
    return [{ createdAt, streamId, mediaOptions: mediaOptions(stream), ...stats }];
  }

  async #subscribers(connection: Connection, { isWithStats }: ViewOptions): Promise<Subscriber[]> {
    const { sessionId, connectionId } = connection;
    const established = [...connection.subscriptions].filter(([, one]) => one.establishedAtMs !== null);
    return Promise.all(
      established.map(async ([publisherId, subscription]) => {
        const { streamId } = subscription.stream;
        const peer: PeerRef = { direction: 'subscribe', sessionId, connectionId, publisherId };
        const stats = isWithStats ? { publisher: streamId, ...(await this.#stats(peer, subscription)) } : {};
        return { createdAt: subscription.establishedAtMs ?? 0, streamId, ...stats };
      }),
    );
  }

  async #stats(peer: PeerRef, { candidates }: Stream | Subscription) {
    return statsFields(await this.#media.describePeer(peer).catch(() => null), candidates);
  }
}

function mediaOptions({ media }: Stream): Record<string, unknown> {
  const { hasAudio, audioActive, hasVideo } = media;
  const { videoActive, typeOfVideo, frameRate, videoDimensions } = media;
  return {
    hasAudio,
    ...(hasAudio && { audioActive }),
    hasVideo,
    ...(hasVideo && { videoActive, typeOfVideo, frameRate, videoDimensions }),
    filter: {},
  };
}

const NO_PEER: PeerDescription = {
  endpointName: '',
  localSdp: null,
  remoteSdp: null,
  localCandidate: null,
  remoteCandidate: null,
};

/** The names come from Kurento; `events` stays empty, as this engine keeps no such list. */
function statsFields(peer: PeerDescription | null, candidates: CandidateLog) {
  const { endpointName, localSdp, remoteSdp, localCandidate, remoteCandidate } = peer ?? NO_PEER;
  return {
    webrtcEndpointName: endpointName,
    remoteSdp,
    localSdp,
    clientIceCandidates: candidates.list(),
    serverIceCandidates: candidatesIn(localSdp ?? ''),
    localCandidate,
    remoteCandidate,
    events: [],
  };
}

function candidatesIn(sdp: string): string[] {
  return [...sdp.matchAll(/^a=(candidate:.*?)\r?$/gm)].map(([, candidate]) => candidate ?? '');
}

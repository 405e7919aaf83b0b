import type { ConnectionProperties, Session } from 'openvidu-node-client';
import { SDP_OFFER, SDP_RECEIVE_OFFER } from './sdp-offer.js';
import { RpcSocket } from './rpc.js';
import type { Json } from './rest.js';

export interface JoinOptions {
  readonly clientData?: string;
  /** Leave the heart-beat out, to see the server notice. */
  readonly silent?: boolean;
}

/** What `joinRoom` wants of a client with this token. */
export function joinParams(sessionId: string, token: string, clientData = ''): Json {
  return {
    token,
    session: sessionId,
    platform: 'Compat 1.0 on Node',
    sdkVersion: '2.32.2',
    metadata: clientData,
    secret: '',
    recorder: false,
    stt: false,
  };
}

/** Somebody in a session who speaks the protocol over a bare socket and carries no media. */
export class Member {
  private constructor(
    readonly rpc: RpcSocket,
    readonly sessionId: string,
    /** The result of `joinRoom`, as it came. */
    readonly joined: Json,
  ) {}

  static async join(
    session: Session,
    properties: ConnectionProperties = {},
    options: JoinOptions = {},
  ): Promise<Member> {
    const connection = await session.createConnection(properties);
    return Member.joinWith(session.sessionId, connection.token, options);
  }

  static async joinWith(sessionId: string, token: string, options: JoinOptions = {}): Promise<Member> {
    const rpc = await RpcSocket.open(sessionId);
    if (!options.silent) rpc.startPinging();
    const joined = await rpc.request('joinRoom', joinParams(sessionId, token, options.clientData));
    return new Member(rpc, sessionId, joined);
  }

  get id(): string {
    return this.joined['id'] as string;
  }

  /** The id by which a broken socket is resumed. */
  get rpcSessionId(): string {
    return this.joined['sessionId'] as string;
  }

  /** Negotiates a publishing peer whose media never comes; enough for everything but media. */
  async publish(overrides: Json = {}): Promise<string> {
    const result = await this.rpc.request('publishVideo', {
      doLoopback: false,
      hasAudio: true,
      hasVideo: true,
      audioActive: true,
      videoActive: true,
      typeOfVideo: 'CAMERA',
      frameRate: -1,
      videoDimensions: '{"width":640,"height":480}',
      sdpOffer: SDP_OFFER,
      ...overrides,
    });
    return result['id'] as string;
  }

  /** Asks to watch a stream, in the direction the server chose by its `mediaServer`. */
  async subscribe(streamId: string): Promise<Json> {
    return this.joined['mediaServer'] === 'mediasoup'
      ? this.rpc.request('prepareReceiveVideoFrom', { sender: streamId, reconnect: false })
      : this.rpc.request('receiveVideoFrom', { sender: streamId, sdpOffer: SDP_RECEIVE_OFFER });
  }

  async leave(): Promise<void> {
    await this.rpc.request('leaveRoom');
    this.rpc.close(4102);
  }
}

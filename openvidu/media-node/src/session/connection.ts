import type { IceServer, KurentoOptions, OpenViduRole } from '@seodang/contracts/openvidu/rest';
import type { ConnectionRef } from './media-port.js';
import type { ParticipantFacts } from './session-event.js';
import type { Stream, Subscription } from './stream.js';

export interface ConnectionOptions {
  readonly role: OpenViduRole;
  /** What the application's server says of this person; clients cannot forge it. */
  readonly serverData: string;
  readonly record: boolean;
  readonly kurentoOptions: KurentoOptions | null;
  readonly customIceServers: readonly IceServer[];
}

/** What a client says of itself on joining. */
export interface Visitor {
  readonly ip: string;
  readonly platform: string;
  readonly clientData: string;
}

export interface Presence extends Visitor {
  readonly activeAtMs: number;
}

interface Invitation {
  readonly id: string;
  readonly sessionId: string;
  readonly token: string;
  readonly createdAtMs: number;
}

/** A place in a session: first a token that waits for its client, then the client itself, and never again. */
export class Connection implements ConnectionRef {
  presence: Presence | null = null;
  stream: Stream | null = null;
  /** A publishing peer is being made. */
  isPublishing = false;
  /** By the publisher's connection id: a connection publishes one stream at most. */
  readonly subscriptions = new Map<string, Subscription>();

  readonly id: string;
  readonly sessionId: string;
  readonly token: string;
  readonly createdAtMs: number;

  constructor(
    { id, sessionId, token, createdAtMs }: Invitation,
    readonly options: ConnectionOptions,
  ) {
    this.id = id;
    this.sessionId = sessionId;
    this.token = token;
    this.createdAtMs = createdAtMs;
  }

  get connectionId(): string {
    return this.id;
  }

  get role(): OpenViduRole {
    return this.options.role;
  }

  /** Client and server data as one text, the way clients expect it. */
  get metadata(): string {
    return [this.presence?.clientData, this.options.serverData].filter(Boolean).join('%/%');
  }

  facts(): ParticipantFacts {
    return {
      connectionId: this.id,
      ip: this.presence?.ip ?? '',
      platform: this.presence?.platform ?? '',
      clientData: this.presence?.clientData ?? '',
      serverData: this.options.serverData,
    };
  }
}

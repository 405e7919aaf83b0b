import type { ForcedVideoCodec } from '@seodang/contracts/openvidu/rest';
import { Connection, type ConnectionOptions, type Visitor } from './connection.js';
import type { EndReason } from './end-reason.js';
import { Mutex } from './mutex.js';
import type { Notice } from './notice.js';
import type { SessionPorts } from './ports.js';
import { SessionError } from './session-error.js';
import type { Ending, ParticipantFacts, SessionEvent, SignalFacts, WebrtcFacts } from './session-event.js';
import type { Stream, Subscription } from './stream.js';

export interface SessionOptions {
  readonly customSessionId: string;
  readonly mediaMode: 'ROUTED' | 'RELAYED';
  readonly recordingMode: 'MANUAL' | 'ALWAYS';
  readonly defaultRecordingProperties: Readonly<Record<string, unknown>>;
  readonly forcedVideoCodec: ForcedVideoCodec;
  readonly allowTranscoding: boolean;
  readonly mediaNodeId: string | null;
}

const MAX_REMEMBERED_DEPARTED = 1000;

type EventBody =
  | { name: 'session.created' }
  | { name: 'session.destroyed'; ending: Ending }
  | { name: 'participant.joined'; participant: ParticipantFacts }
  | { name: 'participant.left'; participant: ParticipantFacts; ending: Ending }
  | { name: 'webrtc.created'; webrtc: WebrtcFacts }
  | { name: 'webrtc.destroyed'; webrtc: WebrtcFacts; ending: Ending }
  | { name: 'signal.sent'; signal: SignalFacts };

/**
 * Who is in a session and what they stream. Every change here is made, written to the event sink and told to the
 * clients in one go, so that nobody ever sees half of it; what has to wait is done by those who call.
 */
export class Session {
  /** Joins, leaves and the closing of this session go one after the other. */
  readonly turn = new Mutex();
  readonly createdAtMs: number;
  readonly uniqueId: string;
  isRoomOpen = false;
  isClosing = false;
  readonly #ports: SessionPorts;
  readonly #pending = new Map<string, Connection>();
  readonly #active = new Map<string, Connection>();
  readonly #departed = new Set<string>();

  constructor(
    readonly id: string,
    readonly options: SessionOptions,
    ports: SessionPorts,
  ) {
    this.#ports = ports;
    this.createdAtMs = ports.clock.now();
    this.uniqueId = `${id}_${this.createdAtMs}`;
    this.#emit({ name: 'session.created' }, this.createdAtMs);
  }

  get activeConnections(): readonly Connection[] {
    return [...this.#active.values()];
  }

  get pendingConnections(): readonly Connection[] {
    return [...this.#pending.values()];
  }

  get isActive(): boolean {
    return this.#active.size > 0;
  }

  isMember(connection: Connection): boolean {
    return this.#active.get(connection.id) === connection;
  }

  findActive(connectionId: string): Connection | null {
    return this.#active.get(connectionId) ?? null;
  }

  findConnection(connectionId: string): Connection | null {
    return this.findActive(connectionId) ?? this.#pending.get(connectionId) ?? null;
  }

  /** Whether the connection was here not long ago; its last requests and candidates may still be under way. */
  hasDeparted(connectionId: string): boolean {
    return this.#departed.has(connectionId);
  }

  findStream(streamId: string): Stream | null {
    for (const { stream } of this.#active.values()) if (stream?.id === streamId) return stream;
    return null;
  }

  /** @throws {SessionError} `session-closed` */
  assertOpen(): void {
    if (this.isClosing) throw new SessionError('session-closed', `Session "${this.id}" is closed.`);
  }

  /** Makes a place for one client. @throws {SessionError} `session-closed` */
  invite(options: ConnectionOptions): Connection {
    this.assertOpen();
    const { ids, clock } = this.#ports;
    const invitation = { id: ids.connection(), token: ids.token(), createdAtMs: clock.now() };
    const connection = new Connection({ ...invitation, sessionId: this.id }, options);
    this.#pending.set(connection.id, connection);
    return connection;
  }

  /** Takes a place away before anybody came for it. */
  revoke(connection: Connection): void {
    this.#pending.delete(connection.id);
  }

  findInvited(token: string): Connection | null {
    for (const connection of this.#pending.values()) if (connection.token === token) return connection;
    return null;
  }

  /** Lets the client with this token in; the token is used up. @throws {SessionError} `token-invalid` */
  admit(token: string, visitor: Visitor): Connection {
    const connection = this.findInvited(token);
    if (!connection) throw new SessionError('token-invalid', `Token ${token} is not valid`);
    this.#pending.delete(connection.id);
    connection.presence = { ...visitor, activeAtMs: this.#ports.clock.now() };
    const others = this.activeConnections;
    this.#active.set(connection.id, connection);
    this.#emit(
      { name: 'participant.joined', participant: connection.facts() },
      connection.presence.activeAtMs,
    );
    this.#tell(others, { name: 'joined', connection });
    return connection;
  }

  /** Takes a client out, with all it sent and received. The last one takes the session along. */
  remove(connection: Connection, reason: EndReason): void {
    this.#endSubscriptionsTo(connection, reason);
    for (const subscription of connection.subscriptions.values())
      this.#emitSubscriptionEnd(connection, subscription, reason);
    connection.subscriptions.clear();
    if (connection.stream) this.#emitStreamEnd(connection.stream, reason);
    connection.stream = null;
    this.#active.delete(connection.id);
    this.#rememberDeparted(connection.id);
    const startedAtMs = connection.presence?.activeAtMs ?? connection.createdAtMs;
    const participant = connection.facts();
    this.#emit({ name: 'participant.left', participant, ending: { startedAtMs, reason } });
    this.#tell(this.#active.values(), { name: 'left', connectionId: connection.id, reason });
  }

  end(reason: EndReason): void {
    this.isClosing = true;
    this.#pending.clear();
    this.#emit({ name: 'session.destroyed', ending: { startedAtMs: this.createdAtMs, reason } });
  }

  addStream(connection: Connection, stream: Stream): void {
    connection.stream = stream;
    this.#emit({ name: 'webrtc.created', webrtc: webrtcFacts(stream) }, stream.createdAtMs);
    this.#ports.recording.streamAdded(connection);
  }

  announceStream(stream: Stream): void {
    this.#tell(this.#othersThan(stream.connectionId), { name: 'published', stream });
  }

  /** Ends what `connection` publishes, and tells the others, and its owner too if that was not its own wish. */
  removeStream(connection: Connection, reason: EndReason): void {
    if (!connection.stream) return;
    this.#emitStreamEnd(connection.stream, reason);
    this.#endSubscriptionsTo(connection, reason);
    connection.stream = null;
    const recipients = reason === 'unpublish' ? this.#othersThan(connection.id) : this.activeConnections;
    this.#tell(recipients, { name: 'unpublished', connectionId: connection.id, reason });
  }

  changeStream(stream: Stream, change: { property: string; newValue: unknown; reason: string }): void {
    this.#ports.recording.streamChanged(stream);
    this.#tell(this.#othersThan(stream.connectionId), { name: 'stream-property-changed', stream, ...change });
  }

  establish(connection: Connection, subscription: Subscription): void {
    if (subscription.establishedAtMs !== null) return;
    subscription.establishedAtMs = this.#ports.clock.now();
    const webrtc = webrtcFacts(subscription.stream, connection.id);
    this.#emit({ name: 'webrtc.created', webrtc }, subscription.establishedAtMs);
  }

  removeSubscription(connection: Connection, subscription: Subscription, reason: EndReason): void {
    connection.subscriptions.delete(subscription.stream.connectionId);
    this.#emitSubscriptionEnd(connection, subscription, reason);
  }

  /** @param to Connection ids, all of which are here. */
  signal(signal: SignalFacts, notice: Extract<Notice, { name: 'signal' }>): void {
    this.#emit({ name: 'signal.sent', signal });
    const recipients = signal.to.map((id) => this.#active.get(id)).filter((one) => one !== undefined);
    this.#tell(recipients, notice);
  }

  #endSubscriptionsTo(publisher: Connection, reason: EndReason): void {
    for (const connection of this.#active.values()) {
      const subscription = connection.subscriptions.get(publisher.id);
      if (subscription) this.removeSubscription(connection, subscription, reason);
    }
  }

  #emitStreamEnd(stream: Stream, reason: EndReason): void {
    const ending = { startedAtMs: stream.createdAtMs, reason };
    this.#emit({ name: 'webrtc.destroyed', webrtc: webrtcFacts(stream), ending });
    this.#ports.recording.streamRemoved(stream);
  }

  #emitSubscriptionEnd(connection: Connection, subscription: Subscription, reason: EndReason): void {
    if (subscription.establishedAtMs === null) return;
    const ending = { startedAtMs: subscription.establishedAtMs, reason };
    const webrtc = webrtcFacts(subscription.stream, connection.id);
    this.#emit({ name: 'webrtc.destroyed', webrtc, ending });
  }

  #emit(body: EventBody, atMs = this.#ports.clock.now()): void {
    const event: SessionEvent = { ...body, sessionId: this.id, uniqueSessionId: this.uniqueId, atMs };
    this.#ports.events.emit(event);
  }

  #tell(recipients: Iterable<Connection>, notice: Notice): void {
    this.#ports.audience.tell(recipients, notice);
  }

  #othersThan(connectionId: string): readonly Connection[] {
    return this.activeConnections.filter(({ id }) => id !== connectionId);
  }

  #rememberDeparted(connectionId: string): void {
    this.#departed.add(connectionId);
    const [oldest] = this.#departed;
    if (this.#departed.size > MAX_REMEMBERED_DEPARTED && oldest) this.#departed.delete(oldest);
  }
}

function webrtcFacts(stream: Stream, receiverId: string | null = null): WebrtcFacts {
  const { hasAudio, hasVideo, typeOfVideo, frameRate, videoDimensions } = stream.media;
  return {
    streamId: stream.id,
    connectionId: receiverId ?? stream.connectionId,
    receivingFrom: receiverId === null ? null : stream.connectionId,
    ...{ hasAudio, hasVideo, typeOfVideo, frameRate, videoDimensions },
  };
}

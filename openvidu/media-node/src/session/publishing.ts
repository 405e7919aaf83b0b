import type { Connection } from './connection.js';
import type { EndReason } from './end-reason.js';
import type { MediaPort, SdpAnswer } from './media-port.js';
import type { SessionPorts } from './ports.js';
import type { Registry } from './registry.js';
import { mayModerate, mayPublish } from './role.rules.js';
import type { Session } from './session.js';
import { SessionError } from './session-error.js';
import { Stream, streamKind, type StreamMedia } from './stream.js';

export interface PublishingDeps {
  readonly registry: Registry;
  readonly media: MediaPort;
  readonly ports: SessionPorts;
}

export interface Publication {
  readonly stream: Stream;
  readonly sdpAnswer: string;
}

export interface StreamChange {
  readonly property: StreamProperty;
  readonly newValue: unknown;
  readonly reason: string;
}
export type StreamProperty = 'audioActive' | 'videoActive' | 'videoDimensions' | 'videoTrack' | 'audioTrack';

/** What connections send: publishing, its end, its repair and changes of its description. */
export class Publishing {
  readonly #deps: PublishingDeps;

  constructor(deps: PublishingDeps) {
    this.#deps = deps;
  }

  /**
   * Makes the one stream of a connection.
   *
   * @param respond Called before the others hear of the stream.
   * @throws {SessionError} `role-forbids`, `already-publishing`, `connection-gone`
   * @throws {MediaError}
   */
  async publish(
    connection: Connection,
    request: { readonly sdpOffer: string; readonly media: StreamMedia },
    respond: (publication: Publication) => void,
  ): Promise<void> {
    const { registry, media, ports } = this.#deps;
    const session = registry.get(connection.sessionId);
    assertMayPublish(connection);
    const id = ports.ids.stream(streamKind(request.media), connection.id);
    connection.isPublishing = true;
    let answer: SdpAnswer;
    try {
      const { hasAudio, hasVideo } = request.media;
      const { sdpOffer } = request;
      answer = await media.publish({ ...refOf(connection, id), sdpOffer, hasAudio, hasVideo });
    } finally {
      connection.isPublishing = false;
    }
    const stream = new Stream(id, connection, ports.clock.now(), request.media);
    if (!session.isMember(connection)) {
      this.#endPeer(stream);
      throw new SessionError('connection-gone', 'The connection left while it published.');
    }
    session.addStream(connection, stream);
    respond({ stream, sdpAnswer: answer.sdpAnswer });
    session.announceStream(stream);
  }

  /**
   * Gives the stream of a connection a new media peer. Nobody is told: subscribers are moved when media flows.
   *
   * @throws {MediaError}
   */
  async republish(stream: Stream, sdpOffer: string): Promise<Publication> {
    const { hasAudio, hasVideo } = stream.media;
    const { sdpAnswer } = await this.#deps.media.republish({
      ...refOf(stream, stream.id),
      ...{ sdpOffer, hasAudio, hasVideo },
    });
    return { stream, sdpAnswer };
  }

  /** @throws {SessionError} `not-streaming` */
  unpublish(connection: Connection): void {
    const session = this.#deps.registry.get(connection.sessionId);
    if (!connection.stream)
      throw new SessionError('not-streaming', `Connection "${connection.id}" is not streaming.`);
    this.#end(session, connection, 'unpublish');
  }

  /** A moderator ends somebody's stream. @throws {SessionError} `role-forbids`, `stream-unknown` */
  forceUnpublishBy(moderator: Connection, streamId: string): void {
    if (!mayModerate(moderator.role))
      throw new SessionError(
        'role-forbids',
        'Unable to force unpublish. The user does not have a valid token',
      );
    this.forceUnpublish(this.#deps.registry.get(moderator.sessionId), streamId, 'forceUnpublishByUser');
  }

  /** @throws {SessionError} `stream-unknown` */
  forceUnpublish(session: Session, streamId: string, reason: EndReason): void {
    const publisher = session.activeConnections.find(({ stream }) => stream?.id === streamId);
    if (!publisher) throw new SessionError('stream-unknown', `Stream "${streamId}" not found.`);
    this.#end(session, publisher, reason);
  }

  /** Keeps and passes on what changed about a connection's stream. @throws {SessionError} `not-streaming` */
  change(connection: Connection, change: StreamChange): void {
    const session = this.#deps.registry.get(connection.sessionId);
    const { stream } = connection;
    if (!stream) throw new SessionError('not-streaming', `Connection "${connection.id}" is not streaming.`);
    const { property, newValue } = change;
    if (property === 'audioActive' || property === 'videoActive') stream.media[property] = newValue === true;
    if (property === 'videoDimensions' && typeof newValue === 'string')
      stream.media.videoDimensions = newValue;
    session.changeStream(stream, change);
  }

  #end(session: Session, connection: Connection, reason: EndReason): void {
    const { stream } = connection;
    session.removeStream(connection, reason);
    if (stream) this.#endPeer(stream);
  }

  #endPeer(stream: Stream): void {
    const { media, ports } = this.#deps;
    media.unpublish(refOf(stream, stream.id)).catch((error: unknown) => {
      ports.faults.report('unpublish', error, { sessionId: stream.sessionId, streamId: stream.id });
    });
  }
}

function assertMayPublish(connection: Connection): void {
  if (!mayPublish(connection.role))
    throw new SessionError('role-forbids', 'Unable to publish video. The user does not have a valid token');
  if (connection.stream || connection.isPublishing)
    throw new SessionError('already-publishing', `Connection "${connection.id}" is already publishing.`);
}

function refOf(owner: { readonly sessionId: string; readonly connectionId: string }, streamId: string) {
  return { sessionId: owner.sessionId, connectionId: owner.connectionId, streamId };
}

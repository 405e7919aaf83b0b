import type { OpenVidu, Publisher, Session } from 'openvidu-browser';
import { blankVideoTrack } from './blank-video.js';
import { inTime } from './in-time.js';
import { MediaError, type CameraLimit, type PublishMedia } from './media-port.js';

const PUBLISH_TIMEOUT_MS = 12_000;

/**
 * The one stream that a connection sends. Tracks are sent as copies, because the library stops what it was given.
 *
 * @see connection.openvidu.adapter.ts
 */
export class OutgoingStream {
  readonly #client: OpenVidu;
  readonly #session: Session;
  readonly #onTakenAway: () => void;
  #publisher: Publisher | null = null;
  #limit: CameraLimit | null = null;

  constructor(client: OpenVidu, session: Session, onTakenAway: () => void) {
    this.#client = client;
    this.#session = session;
    this.#onTakenAway = onTakenAway;
  }

  /** The peer that carries it, once there is one. */
  get peer(): RTCPeerConnection | undefined {
    return (this.#publisher?.stream.getWebRtcPeer() as { pc?: RTCPeerConnection } | undefined)?.pc;
  }

  /** @throws {MediaError} */
  async publish(media: PublishMedia): Promise<void> {
    if (media.audio === null && media.video === null) return;
    if (this.#publisher !== null) await this.unpublish();
    const blank = media.video === 'later' ? blankVideoTrack() : null;
    const camera = media.video === 'later' ? blank : copyOf(media.video);
    const publisher = await inTime(
      this.#client.initPublisherAsync(undefined, {
        audioSource: copyOf(media.audio) ?? false,
        videoSource: camera === null ? false : hinted(camera),
        publishAudio: media.audioOn,
        publishVideo: media.video !== 'later',
        mirror: false,
      }),
      PUBLISH_TIMEOUT_MS,
    );
    this.#watch(publisher);
    await this.#send(publisher);
    blank?.stop();
    await this.#applyLimit();
  }

  async unpublish(): Promise<void> {
    const publisher = this.#publisher;
    this.#publisher = null;
    if (publisher !== null) await inTime(this.#session.unpublish(publisher), PUBLISH_TIMEOUT_MS);
  }

  setMicrophone(on: boolean): void {
    this.#publisher?.publishAudio(on);
  }

  async setCamera(track: MediaStreamTrack | null): Promise<void> {
    const publisher = this.#publisher;
    if (publisher === null) return;
    const copy = copyOf(track);
    if (copy === null) {
      // The library's promise never settles when the state is already the asked one.
      if (publisher.stream.videoActive) await inTime(publisher.publishVideo(false, true), PUBLISH_TIMEOUT_MS);
      return;
    }
    hinted(copy);
    const change = publisher.stream.videoActive
      ? publisher.replaceTrack(copy)
      : publisher.publishVideo(true, copy);
    await inTime(change, PUBLISH_TIMEOUT_MS);
    await this.#applyLimit();
  }

  async replaceMicrophone(track: MediaStreamTrack): Promise<void> {
    const copy = track.clone();
    await inTime(this.#publisher?.replaceTrack(copy) ?? Promise.resolve(), PUBLISH_TIMEOUT_MS);
  }

  async limitCamera(limit: CameraLimit | null): Promise<void> {
    this.#limit = limit;
    await this.#applyLimit();
  }

  /** What was switched while the socket was away never reached the others. */
  repeatMutes(): void {
    const publisher = this.#publisher;
    if (publisher === null) return;
    const { stream } = publisher;
    for (const [property, newValue] of [
      ['audioActive', stream.audioActive],
      ['videoActive', stream.videoActive],
    ] as const) {
      this.#client.sendRequest('streamPropertyChanged', {
        streamId: stream.streamId,
        property,
        newValue,
        reason: property === 'audioActive' ? 'publishAudio' : 'publishVideo',
      });
    }
  }

  /** The library leaves a timer behind. */
  close(): void {
    clearInterval(this.#publisher?.screenShareResizeInterval);
  }

  #watch(publisher: Publisher): void {
    this.#publisher = publisher;
    publisher.on('streamDestroyed', () => {
      clearInterval(publisher.screenShareResizeInterval);
      if (this.#publisher !== publisher) return;
      this.#publisher = null;
      this.#onTakenAway();
    });
  }

  async #send(publisher: Publisher): Promise<void> {
    try {
      await inTime(this.#session.publish(publisher), PUBLISH_TIMEOUT_MS);
    } catch (cause) {
      throw cause instanceof MediaError ? cause : new MediaError('publish-refused', { cause });
    }
  }

  async #applyLimit(): Promise<void> {
    const sender = this.peer?.getSenders().find(({ track }) => track?.kind === 'video');
    if (sender === undefined) return;
    const parameters = sender.getParameters();
    const height = sender.track?.getSettings().height ?? 0;
    for (const encoding of parameters.encodings) limitEncoding(encoding, this.#limit, height);
    // Refused by a sender that is just being closed.
    await sender.setParameters(parameters).catch(() => undefined);
  }
}

function limitEncoding(encoding: RTCRtpEncodingParameters, limit: CameraLimit | null, height: number): void {
  if (limit === null) {
    encoding.scaleResolutionDownBy = 1;
    delete encoding.maxBitrate;
    return;
  }
  encoding.scaleResolutionDownBy = Math.max(1, height / limit.maxHeight);
  encoding.maxBitrate = limit.maxKbps * 1000;
}

/** The library stops the tracks it was given; ours have to live on for the next connection. */
function copyOf(track: MediaStreamTrack | null): MediaStreamTrack | null {
  const copy = track?.clone() ?? null;
  if (copy !== null && track !== null) copy.contentHint = track.contentHint;
  return copy;
}

/** Says what the picture is, which steers its encoding; the library warns about a track of unknown purpose. */
function hinted(track: MediaStreamTrack): MediaStreamTrack {
  if (track.contentHint === '')
    track.contentHint = track.getSettings().displaySurface === undefined ? 'motion' : 'detail';
  return track;
}

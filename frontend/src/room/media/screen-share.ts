import type { JoinTicket } from '@seodang/contracts/lessons';
import { shallowRef } from 'vue';
import type { CloseReason, MediaConnection, MediaPort } from './media-port.js';
import { backoffMs } from './session.rules.js';

export type ShareState = 'off' | 'starting' | 'on' | 'restoring';

export interface ScreenShareDeps {
  readonly port: MediaPort;
  readonly ticket: () => Promise<JoinTicket>;
  /** `navigator.mediaDevices`; without `getDisplayMedia` (phones) nothing can be shared. */
  readonly media: Pick<MediaDevices, 'getDisplayMedia'> | undefined;
  readonly wait: (ms: number, done: () => void) => void;
  /** Sharing did not begin, or could not be kept up. */
  readonly onTrouble: (error: unknown) => void;
}

const PICTURE: DisplayMediaStreamOptions = { video: { frameRate: { ideal: 15, max: 30 } }, audio: true };
const RESTORE_ATTEMPTS = 6;

/**
 * One's own screen as a second connection beside the camera, so that both are seen.
 * The picture is kept while the connection is lost, because the browser would ask for it again.
 */
export class ScreenShare {
  readonly state = shallowRef<ShareState>('off');
  readonly stream = shallowRef<MediaStream | null>(null);
  readonly #deps: ScreenShareDeps;
  #connection: MediaConnection | null = null;

  constructor(deps: ScreenShareDeps) {
    this.#deps = deps;
  }

  get possible(): boolean {
    return typeof this.#deps.media?.getDisplayMedia === 'function';
  }

  /** Asks which screen; has to be called from a click or a key. Changing one's mind is no trouble. */
  async start(): Promise<void> {
    if (this.state.value !== 'off' || this.#deps.media === undefined) return;
    this.state.value = 'starting';
    const stream = await this.#deps.media.getDisplayMedia(PICTURE).catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'NotAllowedError')) this.#deps.onTrouble(error);
      return null;
    });
    if (stream === null) {
      this.state.value = 'off';
      return;
    }
    this.stream.value = stream;
    stream.getVideoTracks()[0]?.addEventListener('ended', () => {
      if (this.stream.value === stream) this.stop();
    });
    await this.#send(stream, 1);
  }

  stop(): void {
    const stream = this.stream.value;
    this.state.value = 'off';
    this.stream.value = null;
    this.#hangUp();
    stream?.getTracks().forEach((track) => {
      track.stop();
    });
  }

  async #send(stream: MediaStream, attempt: number): Promise<void> {
    try {
      const { token } = await this.#deps.ticket();
      const connection = await this.#deps.port.join(token, {
        receive: false,
        probe: attempt > 1,
        onEvent: (event) => {
          if (event.type === 'closed') this.#closed(stream, event.reason);
          if (event.type === 'unpublished') this.#giveUp(stream);
        },
      });
      if (this.stream.value !== stream) {
        connection.leave();
        return;
      }
      this.#connection = connection;
      const [video, audio] = [stream.getVideoTracks()[0] ?? null, stream.getAudioTracks()[0] ?? null];
      await connection.publish({ audio, audioOn: true, video });
      if (this.stream.value === stream) this.state.value = 'on';
    } catch (error) {
      this.#failed(stream, attempt, error);
    }
  }

  #failed(stream: MediaStream, attempt: number, error: unknown): void {
    if (this.stream.value !== stream) return;
    this.#hangUp();
    if (this.state.value === 'restoring' && attempt < RESTORE_ATTEMPTS) {
      this.#restore(stream, attempt + 1);
      return;
    }
    this.stop();
    this.#deps.onTrouble(error);
  }

  #closed(stream: MediaStream, reason: CloseReason): void {
    if (this.stream.value !== stream) return;
    this.#connection = null;
    if (reason === 'network') this.#restore(stream, 1);
    else this.stop();
  }

  #restore(stream: MediaStream, attempt: number): void {
    this.state.value = 'restoring';
    this.#deps.wait(backoffMs(attempt), () => {
      if (this.stream.value === stream && this.state.value === 'restoring') void this.#send(stream, attempt);
    });
  }

  #giveUp(stream: MediaStream): void {
    if (this.stream.value === stream) this.stop();
  }

  #hangUp(): void {
    this.#connection?.leave();
    this.#connection = null;
  }
}

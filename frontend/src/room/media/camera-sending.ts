import { shallowRef } from 'vue';
import type { LocalMedia, LocalState } from './local-media.js';
import type { MediaConnection, PublishMedia } from './media-port.js';

export type SendingState = 'idle' | 'starting' | 'sending' | 'failed' | 'taken-away';

/** Keeps what is sent over a connection in line with camera and microphone, whatever happens to either. */
export class CameraSending {
  readonly state = shallowRef<SendingState>('idle');
  readonly #local: LocalMedia;
  readonly #stopListening: () => void;
  #connection: MediaConnection | null = null;
  #sent: PublishMedia | null = null;
  #pausedPicture = false;
  #syncing = false;
  #changedMeanwhile = false;

  constructor(local: LocalMedia) {
    this.#local = local;
    this.#stopListening = local.onChange(() => void this.sendAgain());
  }

  /** Sends over this connection from now on; null means that there is none. */
  over(connection: MediaConnection | null): void {
    this.#connection = connection;
    this.#sent = null;
    this.state.value = 'idle';
  }

  async sendAgain(): Promise<void> {
    if (this.#connection !== null) await this.#sync(this.#connection);
  }

  async pausePicture(paused: boolean): Promise<void> {
    if (this.#pausedPicture === paused) return;
    this.#pausedPicture = paused;
    await this.sendAgain();
  }

  takenAway(): void {
    this.state.value = 'taken-away';
  }

  /** A request that was under way when the socket broke is lost without a word. */
  resume(): void {
    if (this.state.value === 'failed') void this.sendAgain();
  }

  dispose(): void {
    this.#stopListening();
  }

  /** Brings what is sent in line with what is wanted; changes made meanwhile are taken up in another round. */
  async #sync(connection: MediaConnection): Promise<void> {
    if (this.#syncing) {
      this.#changedMeanwhile = true;
      return;
    }
    this.#syncing = true;
    try {
      await this.#syncRounds(connection);
    } catch {
      if (this.#connection === connection) this.state.value = 'failed';
    } finally {
      this.#syncing = false;
    }
    if (this.#connection !== null && this.#connection !== connection) void this.#sync(this.#connection);
  }

  async #syncRounds(connection: MediaConnection): Promise<void> {
    this.#changedMeanwhile = false;
    await this.#sendWanted(connection);
    if (this.#hasChanged() && this.#connection === connection) await this.#syncRounds(connection);
  }

  #hasChanged(): boolean {
    return this.#changedMeanwhile;
  }

  async #sendWanted(connection: MediaConnection): Promise<void> {
    const wanted = wantedMedia(this.#local.state.value, { pausedPicture: this.#pausedPicture });
    const sent = this.#sent;
    if (sent === null || this.state.value !== 'sending' || needsNewStream(sent, wanted)) {
      await this.#publish(connection, wanted);
      return;
    }
    if (wanted.audio !== null && wanted.audio !== sent.audio)
      await connection.replaceMicrophone(wanted.audio);
    connection.setMicrophone(wanted.audioOn);
    if (wanted.video !== sent.video)
      await connection.setCamera(wanted.video === 'later' ? null : wanted.video);
    if (this.#connection === connection) this.#sent = wanted;
  }

  async #publish(connection: MediaConnection, wanted: PublishMedia): Promise<void> {
    if (wanted.audio === null && (wanted.video === null || wanted.video === 'later')) return;
    this.state.value = 'starting';
    await connection.publish(wanted);
    if (this.#connection !== connection) return;
    this.#sent = wanted;
    this.state.value = 'sending';
  }
}

function wantedMedia(
  { microphone, camera }: LocalState,
  { pausedPicture }: { pausedPicture: boolean },
): PublishMedia {
  const hasCamera = camera.trouble === null && camera.devices.length > 0;
  const video = camera.on && !pausedPicture ? camera.track : null;
  return {
    audio: microphone.track,
    audioOn: microphone.on && microphone.track !== null,
    video: video ?? (hasCamera ? 'later' : null),
  };
}

/** A stream keeps the parts it was published with; a part that comes later needs another stream. */
function needsNewStream(sent: PublishMedia, wanted: PublishMedia): boolean {
  const newAudio = sent.audio === null && wanted.audio !== null;
  const newVideo = sent.video === null && wanted.video !== null && wanted.video !== 'later';
  return newAudio || newVideo;
}

import type { JoinTicket, ServerData } from '@seodang/contracts/lessons';
import { shallowRef } from 'vue';
import { ApiError } from '../../shared/errors.js';
import { toEntryFailure } from './entry-failure.rules.js';
import type { LocalMedia, LocalState } from './local-media.js';
import {
  MediaError,
  type MediaConnection,
  type MediaEvent,
  type MediaPort,
  type PublishMedia,
} from './media-port.js';
import { applyToRoster, EMPTY_ROSTER, type Roster } from './roster.rules.js';
import {
  step,
  type EntryFailure,
  type SessionEffect,
  type SessionInput,
  type SessionState,
} from './session.rules.js';

export type SendingState = 'idle' | 'starting' | 'sending' | 'failed' | 'taken-away';

export interface LessonSessionDeps {
  readonly port: MediaPort;
  readonly local: LocalMedia;
  readonly ticket: () => Promise<JoinTicket>;
  readonly now: () => number;
  readonly wait: (ms: number, done: () => void) => void;
}

/**
 * One's own place in a lesson: runs the machine of `session.rules` against the media server, keeps the roster, and
 * sends camera and microphone over whatever connection there is. Mutes outlive a connection.
 */
export class LessonSession {
  readonly state = shallowRef<SessionState>({ phase: 'asking', epoch: 0 });
  readonly roster = shallowRef<Roster>(EMPTY_ROSTER);
  readonly me = shallowRef<ServerData | null>(null);
  readonly sending = shallowRef<SendingState>('idle');
  /** The connection to play streams from; null while there is none. */
  readonly connection = shallowRef<MediaConnection | null>(null);
  readonly #deps: LessonSessionDeps;
  readonly #stopListening: () => void;
  /** Who is there by the news of an attempt that is not through yet; until then the old faces stay. */
  #arriving: Roster = EMPTY_ROSTER;
  #sent: PublishMedia | null = null;
  #syncing = false;
  #changedMeanwhile = false;

  constructor(deps: LessonSessionDeps) {
    this.#deps = deps;
    this.#stopListening = deps.local.onChange(() => void this.sendAgain());
  }

  send(input: SessionInput): void {
    const { state, effects } = step(this.state.value, input, this.#deps.now());
    this.state.value = state;
    for (const effect of effects) this.#run(effect);
  }

  /** Sends what camera and microphone are now; also after that failed, or was taken away. */
  async sendAgain(): Promise<void> {
    const connection = this.connection.value;
    if (connection !== null) await this.#sync(connection);
  }

  dispose(): void {
    this.#stopListening();
    this.send({ type: 'leave' });
  }

  #run(effect: SessionEffect): void {
    switch (effect.do) {
      case 'open':
        void this.#open(effect.epoch, effect.afterLoss);
        return;
      case 'close':
        this.connection.value?.leave();
        this.connection.value = null;
        this.sending.value = 'idle';
        this.#sent = null;
        return;
      case 'wait':
        this.#deps.wait(effect.ms, () => {
          this.send({ type: 'due', epoch: effect.epoch });
        });
    }
  }

  async #open(epoch: number, afterLoss: boolean): Promise<void> {
    this.#arriving = EMPTY_ROSTER;
    try {
      const ticket = await this.#deps.ticket();
      if (this.state.value.epoch !== epoch) return;
      const connection = await this.#deps.port.join(ticket.token, {
        receive: true,
        probe: afterLoss,
        onEvent: (event) => {
          this.#heard(epoch, event);
        },
      });
      this.#enter(epoch, connection);
    } catch (error) {
      this.send({ type: 'entry-failed', epoch, failure: failureOf(error) });
    }
  }

  #enter(epoch: number, connection: MediaConnection): void {
    const { phase, epoch: present } = this.state.value;
    if (present !== epoch || (phase !== 'joining' && phase !== 'rejoining')) {
      connection.leave();
      return;
    }
    this.connection.value = connection;
    this.me.value = connection.me;
    this.roster.value = this.#arriving;
    this.send({ type: 'joined', epoch, connectionId: connection.connectionId });
    void this.#sync(connection);
  }

  #heard(epoch: number, event: MediaEvent): void {
    if (this.state.value.epoch !== epoch) return;
    this.#arriving = applyToRoster(this.#arriving, event);
    if (this.connection.value !== null) this.roster.value = this.#arriving;
    if (event.type === 'closed') this.send({ type: 'closed', epoch, reason: event.reason });
    if (event.type === 'unpublished') this.sending.value = 'taken-away';
    if (event.type !== 'socket-lost' && event.type !== 'socket-back') return;
    this.send({ type: event.type, epoch });
    if (event.type === 'socket-back') this.#resume();
  }

  /** A request that was under way when the socket broke is lost without a word. */
  #resume(): void {
    if (this.sending.value === 'failed') void this.sendAgain();
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
      if (this.connection.value === connection) this.sending.value = 'failed';
    } finally {
      this.#syncing = false;
    }
    if (this.connection.value !== null && this.connection.value !== connection)
      void this.#sync(this.connection.value);
  }

  async #syncRounds(connection: MediaConnection): Promise<void> {
    this.#changedMeanwhile = false;
    await this.#sendWanted(connection);
    if (this.#hasChanged() && this.connection.value === connection) await this.#syncRounds(connection);
  }

  #hasChanged(): boolean {
    return this.#changedMeanwhile;
  }

  async #sendWanted(connection: MediaConnection): Promise<void> {
    const wanted = wantedMedia(this.#deps.local.state.value);
    const sent = this.#sent;
    if (sent === null || this.sending.value !== 'sending' || needsNewStream(sent, wanted)) {
      await this.#publish(connection, wanted);
      return;
    }
    if (wanted.audio !== null && wanted.audio !== sent.audio)
      await connection.replaceMicrophone(wanted.audio);
    connection.setMicrophone(wanted.audioOn);
    if (wanted.video !== sent.video)
      await connection.setCamera(wanted.video === 'later' ? null : wanted.video);
    if (this.connection.value === connection) this.#sent = wanted;
  }

  async #publish(connection: MediaConnection, wanted: PublishMedia): Promise<void> {
    if (wanted.audio === null && wanted.video === null) return;
    this.sending.value = 'starting';
    await connection.publish(wanted);
    if (this.connection.value !== connection) return;
    this.#sent = wanted;
    this.sending.value = 'sending';
  }
}

function wantedMedia({ microphone, camera }: LocalState): PublishMedia {
  const hasCamera = camera.trouble === null && camera.devices.length > 0;
  const video = camera.on ? camera.track : null;
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

/** Network trouble of any kind may pass; what the server refused it will refuse again. */
function failureOf(error: unknown): EntryFailure {
  if (error instanceof ApiError) return toEntryFailure(error);
  const code = error instanceof MediaError ? error.code : 'server.failed';
  const mayRetry = code !== 'browser-unsupported' && code !== 'server.failed';
  return toEntryFailure({ code: mayRetry ? 'media.unavailable' : code, mayRetry });
}

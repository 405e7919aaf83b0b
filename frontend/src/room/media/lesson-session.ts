import type { JoinTicket, ServerData } from '@seodang/contracts/lessons';
import { shallowRef } from 'vue';
import { ApiError } from '../../shared/errors.js';
import { CameraSending, type SendingState } from './camera-sending.js';
import { toEntryFailure } from './entry-failure.rules.js';
import type { LocalMedia } from './local-media.js';
import { MediaError, type MediaConnection, type MediaEvent, type MediaPort } from './media-port.js';
import { applyToRoster, EMPTY_ROSTER, type Roster } from './roster.rules.js';
import {
  step,
  type EntryFailure,
  type SessionEffect,
  type SessionInput,
  type SessionState,
} from './session.rules.js';

export interface LessonSessionDeps {
  readonly port: MediaPort;
  readonly local: LocalMedia;
  /** @param renews the connection whose place the new one takes, after a change of the right to speak. */
  readonly ticket: (renews?: string) => Promise<JoinTicket>;
  readonly now: () => number;
  readonly wait: (ms: number, done: () => void) => void;
}

/** One attempt to get in, with who is there by its own news; until it is through, the old faces stay. */
interface Attempt {
  readonly epoch: number;
  roster: Roster;
}

/** A renewed connection is shown when its pictures come, so that the stage does not blink; but no later than this. */
const RENEWED_WITHIN_MS = 1_500;
const LOOK_EVERY_MS = 100;

/**
 * One's own place in a lesson: runs the machine of `session.rules` against the media server, keeps the roster, and
 * sends camera and microphone over whatever connection there is. Mutes outlive a connection.
 */
export class LessonSession {
  readonly state = shallowRef<SessionState>({ phase: 'asking', epoch: 0 });
  readonly roster = shallowRef<Roster>(EMPTY_ROSTER);
  readonly me = shallowRef<ServerData | null>(null);
  /** Whether camera and sound may be sent from here. */
  readonly maySpeak = shallowRef(true);
  /** The connection to play streams from; null while there is none. */
  readonly connection = shallowRef<MediaConnection | null>(null);
  readonly #deps: LessonSessionDeps;
  readonly #sending: CameraSending;
  #current: Attempt = { epoch: 0, roster: EMPTY_ROSTER };

  constructor(deps: LessonSessionDeps) {
    this.#deps = deps;
    this.#sending = new CameraSending(deps.local);
  }

  get sending(): { readonly value: SendingState } {
    return this.#sending.state;
  }

  send(input: SessionInput): void {
    const { state, effects } = step(this.state.value, input, this.#deps.now());
    this.state.value = state;
    for (const effect of effects) this.#run(effect);
  }

  /** Sends what camera and microphone are now; also after that failed, or was taken away. */
  sendAgain(): Promise<void> {
    return this.#sending.sendAgain();
  }

  /** Leaves the picture out, or sends it again; a network that is too slow for it carries the sound on. */
  async pausePicture(paused: boolean): Promise<void> {
    await this.#sending.pausePicture(paused);
  }

  dispose(): void {
    this.#sending.dispose();
    this.send({ type: 'leave' });
  }

  #run(effect: SessionEffect): void {
    switch (effect.do) {
      case 'open':
        void this.#open(effect.epoch, { probe: effect.afterLoss });
        return;
      case 'renew':
        void this.#open(effect.epoch, { probe: false, renews: effect.connectionId });
        return;
      case 'close':
        this.connection.value?.leave();
        this.connection.value = null;
        this.#sending.over(null);
        return;
      case 'wait':
        this.#deps.wait(effect.ms, () => {
          this.send({ type: 'due', epoch: effect.epoch });
        });
    }
  }

  async #open(epoch: number, how: { probe: boolean; renews?: string }): Promise<void> {
    const attempt: Attempt = { epoch, roster: EMPTY_ROSTER };
    try {
      const ticket = await this.#deps.ticket(how.renews);
      if (!this.#isWanted(epoch)) return;
      const connection = await this.#deps.port.join(ticket.token, {
        receive: true,
        probe: how.probe,
        onEvent: (event) => {
          this.#heard(attempt, event);
        },
      });
      if (how.renews !== undefined) await this.#picturesOf(connection, attempt);
      this.#enter(attempt, connection, ticket.role !== 'SUBSCRIBER');
    } catch (error) {
      this.send({ type: 'entry-failed', epoch, failure: failureOf(error) });
    }
  }

  #isWanted(epoch: number): boolean {
    const state = this.state.value;
    return state.epoch === epoch || (state.phase === 'live' && state.renewing === epoch);
  }

  /** Waits until everybody who sends is received, or for as long as the old connection may be shown. */
  async #picturesOf(connection: MediaConnection, attempt: Attempt): Promise<void> {
    const endMs = this.#deps.now() + RENEWED_WITHIN_MS;
    while (this.#deps.now() < endMs && this.#isWanted(attempt.epoch)) {
      const expected = [...attempt.roster.values()].filter(({ stream }) => stream !== null).length;
      const there = connection.pulses().filter(({ connected }) => connected).length;
      if (there >= expected) return;
      await new Promise<void>((done) => {
        this.#deps.wait(LOOK_EVERY_MS, done);
      });
    }
  }

  #enter(attempt: Attempt, connection: MediaConnection, maySpeak: boolean): void {
    const { phase } = this.state.value;
    const isEntering = phase === 'joining' || phase === 'rejoining' || phase === 'live';
    if (!this.#isWanted(attempt.epoch) || !isEntering) {
      connection.leave();
      return;
    }
    const before = this.connection.value;
    this.#current = attempt;
    if (!maySpeak) this.#deps.local.withhold();
    this.maySpeak.value = maySpeak;
    this.connection.value = connection;
    this.me.value = connection.me;
    this.roster.value = attempt.roster;
    this.#sending.over(connection);
    this.send({ type: 'joined', epoch: attempt.epoch, connectionId: connection.connectionId });
    before?.leave();
    void this.sendAgain();
  }

  #heard(attempt: Attempt, event: MediaEvent): void {
    const { epoch } = attempt;
    if (!this.#isWanted(epoch)) return;
    attempt.roster = applyToRoster(attempt.roster, event);
    if (this.#current === attempt) this.roster.value = attempt.roster;
    if (event.type === 'closed') this.send({ type: 'closed', epoch, reason: event.reason });
    if (this.#current === attempt) this.#heardInside(epoch, event);
  }

  #heardInside(epoch: number, event: MediaEvent): void {
    if (event.type === 'unpublished') this.#sending.takenAway();
    if (event.type === 'speaking-told') this.#speakingTold(event.maySpeak);
    if (event.type !== 'socket-lost' && event.type !== 'socket-back') return;
    this.send({ type: event.type, epoch });
    if (event.type === 'socket-back') this.#sending.resume();
  }

  /** The microphone is closed at once; the connection follows. Nothing is ever switched on from afar. */
  #speakingTold(maySpeak: boolean): void {
    if (!maySpeak) this.#deps.local.withhold();
    const state = this.state.value;
    const isKnown = maySpeak === this.maySpeak.value;
    if (!isKnown || (state.phase === 'live' && state.renewing !== undefined)) this.send({ type: 'renew' });
  }
}

/** Network trouble of any kind may pass; what the server refused it will refuse again. */
function failureOf(error: unknown): EntryFailure {
  if (error instanceof ApiError) return toEntryFailure(error);
  const code = error instanceof MediaError ? error.code : 'server.failed';
  const mayRetry = code !== 'browser-unsupported' && code !== 'server.failed';
  return toEntryFailure({ code: mayRetry ? 'media.unavailable' : code, mayRetry });
}

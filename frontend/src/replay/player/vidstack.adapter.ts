import Hls, { type ErrorData } from 'hls.js';
import type { HLSProvider, MediaErrorEvent, MediaProviderChangeEvent, TextTrack } from 'vidstack';
import { defineCustomElement, MediaPlayerElement, MediaProviderElement } from 'vidstack/elements';
import { shallowReactive } from 'vue';
import { ApiError } from '../../shared/errors.js';
import { cueLines } from './cue.rules.js';
import { FreshLinks } from './fresh-links.js';
import { freshLoader } from './fresh-loader.js';
import { endOfBuffer, qualitiesOf } from './media-state.js';
import {
  emptyState,
  type CaptionsSource,
  type PlayerFailure,
  type PlayerSource,
  type PlayerState,
  type ReplayPlayer,
} from './player-port.js';

/** Time is told in steps; the screen has no use for each frame. */
const TIME_STEP_SEC = 0.1;
/** So near to the end of what is loaded, it is about to stand still. */
const END_OF_BUFFER_SEC = 0.3;
/** Sound and picture that cannot be decoded are tried again this often. */
const MAX_RECOVERIES = 3;

/** A player of vidstack that is given hls.js; neither fetches code from anywhere else. */
export class VidstackPlayer implements ReplayPlayer {
  readonly state: PlayerState = shallowReactive(emptyState());
  readonly #element: MediaPlayerElement;
  readonly #source: PlayerSource;
  readonly #links: FreshLinks;
  readonly #ended = new AbortController();
  readonly #stopState: () => void;
  #hls: HLSProvider['instance'] = null;
  #track: TextTrack | null = null;
  #recoveries = 0;
  /** Nothing more is loaded; what is here can still be watched. */
  #isStuck = false;

  constructor(into: HTMLElement, source: PlayerSource) {
    defineCustomElement(MediaPlayerElement);
    defineCustomElement(MediaProviderElement);
    this.#source = source;
    this.#links = new FreshLinks({ renew: source.renew, fetch: (...args) => fetch(...args) });
    this.#element = document.createElement('media-player');
    // Keys and names are those of the page around it.
    this.#element.setAttribute('tabindex', '-1');
    this.#element.setAttribute('role', 'group');
    this.#configure();
    this.#element.append(document.createElement('media-provider'));
    into.append(this.#element);
    this.#stopState = this.#followState();
  }

  #configure(): void {
    const { signal } = this.#ended;
    const player = this.#element;
    Object.assign(player, {
      title: this.#source.title,
      ariaLabel: this.#source.title,
      keyDisabled: true,
      playsInline: true,
      load: 'eager',
      logLevel: 'silent',
      src: { src: new URL(this.#source.playlist, location.href).href, type: 'application/vnd.apple.mpegurl' },
    });
    player.addEventListener(
      'provider-change',
      (event) => {
        this.#useHls(event);
      },
      { signal },
    );
    player.addEventListener(
      'can-play',
      () => {
        this.#begin();
      },
      { signal, once: true },
    );
    player.addEventListener(
      'hls-error',
      ({ detail }) => {
        this.#onHlsError(detail);
      },
      { signal },
    );
    player.addEventListener(
      'error',
      (event) => {
        this.#onError(event);
      },
      { signal },
    );
    window.addEventListener(
      'online',
      () => {
        if (this.#isStuck) this.retry();
      },
      { signal },
    );
  }

  #useHls({ detail: provider }: MediaProviderChangeEvent): void {
    if (!isHls(provider)) return;
    provider.library = Hls;
    provider.config = {
      // fMP4 goes through as it is; a worker would only cost.
      enableWorker: false,
      capLevelToPlayerSize: true,
      maxBufferLength: 30,
      maxMaxBufferLength: 60,
      backBufferLength: 60,
      startPosition: this.#source.startSec,
      loader: freshLoader(Hls.DefaultConfig.loader, {
        links: this.#links,
        onRefused: (error) => {
          if (isForGood(error)) this.#fail('gone');
        },
      }),
    };
    provider.onInstance((instance) => (this.#hls = instance));
  }

  #begin(): void {
    const { startSec } = this.#source;
    if (Math.abs(this.#element.currentTime - startSec) > 1) this.#element.currentTime = startSec;
  }

  #followState(): () => void {
    const { state } = this;
    return this.#element.subscribe((media) => {
      const { currentTime, buffered } = media;
      const isAtRest = media.paused || media.seeking;
      if (isAtRest || Math.abs(currentTime - state.timeSec) >= TIME_STEP_SEC) state.timeSec = currentTime;
      state.bufferedSec = endOfBuffer(buffered, currentTime) ?? state.bufferedSec;
      Object.assign(state, qualitiesOf(media), {
        isReady: media.canPlay,
        durationSec: media.duration,
        isPaused: media.paused,
        isWaiting: media.waiting || media.seeking,
        isEnded: media.ended,
        rate: media.playbackRate,
        volume: media.volume,
        isMuted: media.muted,
        isPicture: media.pictureInPicture,
        mayPicture: media.canPictureInPicture,
      } satisfies Partial<PlayerState>);
      if (this.#isStuck && currentTime + END_OF_BUFFER_SEC >= state.bufferedSec) this.#fail('network');
    });
  }

  #onHlsError({ fatal, type }: ErrorData): void {
    if (!fatal) return;
    if (type === Hls.ErrorTypes.MEDIA_ERROR) {
      this.#recoveries += 1;
      // Up to then vidstack has it decoded anew by itself.
      if (this.#recoveries > MAX_RECOVERIES) this.#fail('media');
      return;
    }
    if (type === Hls.ErrorTypes.NETWORK_ERROR) this.#isStuck = true;
    else this.#fail('media');
  }

  #onError({ detail }: MediaErrorEvent): void {
    if (this.state.failure === null && this.#hls === null)
      this.#fail(detail.code === 2 ? 'network' : 'media');
  }

  #fail(failure: PlayerFailure): void {
    // Whatever goes wrong afterwards does so because of it.
    if (this.state.failure !== 'gone') this.state.failure = failure;
    this.pause();
  }

  play(): void {
    // A browser may want to be pressed first; its button is there.
    this.#element.play().catch(() => undefined);
  }

  pause(): void {
    void this.#element.pause().catch(() => undefined);
  }

  seek(sec: number): void {
    const to = Math.max(0, sec);
    // Until the browser has answered a seek, the property takes the place before it for the one that is shown.
    if (this.#element.state.canSeek) this.#element.remoteControl.seek(to);
    else this.#element.currentTime = to;
    this.state.timeSec = to;
  }

  setRate(rate: number): void {
    this.#element.playbackRate = rate;
    // A key may be pressed again before the element tells of the change.
    this.state.rate = rate;
  }

  setVolume(volume: number): void {
    this.#element.volume = Math.min(1, Math.max(0, volume));
    this.state.volume = this.#element.volume;
  }

  setMuted(isMuted: boolean): void {
    this.#element.muted = isMuted;
    this.state.isMuted = isMuted;
  }

  chooseQuality(quality: PlayerState['quality']): void {
    const { qualities } = this.#element;
    // What is loaded is played; the change comes with what is loaded next.
    qualities.switch = 'next';
    if (quality === null) {
      qualities.autoSelect();
      return;
    }
    const chosen = [...qualities].find(({ id }) => id === quality);
    if (chosen !== undefined) chosen.selected = true;
  }

  chooseCaptions(captions: CaptionsSource | null): void {
    const { textTracks } = this.#element;
    if (this.#track !== null) textTracks.remove(this.#track);
    this.#track = null;
    this.state.cue = [];
    if (captions !== null) void this.#showCaptions(captions);
  }

  async #showCaptions({ lang, label, src }: CaptionsSource): Promise<void> {
    const content = await this.#links.text(new URL(src, location.href).href).catch(() => null);
    if (content === null || this.#ended.signal.aborted) return;
    const { textTracks } = this.#element;
    textTracks.add({ id: `captions-${lang}`, kind: 'captions', language: lang, label, type: 'vtt', content });
    const track = textTracks.getById(`captions-${lang}`);
    if (track === null) return;
    this.#track = track;
    track.addEventListener('cue-change', () => {
      this.state.cue = track.activeCues.flatMap(({ text }) => cueLines(text));
    });
    track.mode = 'showing';
  }

  togglePicture(): void {
    const done = this.state.isPicture
      ? this.#element.exitPictureInPicture()
      : this.#element.enterPictureInPicture();
    done.catch(() => undefined);
  }

  retry(): void {
    const hadFailed = this.state.failure !== null;
    this.#recoveries = 0;
    this.#isStuck = false;
    this.state.failure = null;
    this.#hls?.startLoad(this.state.timeSec);
    if (hadFailed) this.play();
  }

  video(): HTMLVideoElement | null {
    return this.#element.querySelector('video');
  }

  destroy(): void {
    this.#ended.abort();
    this.#stopState();
    this.#element.destroy();
    this.#element.remove();
  }
}

/** Asking again for new links will not help. */
const isForGood = (error: unknown): boolean => error instanceof ApiError && !error.mayRetry;

const isHls = (provider: MediaProviderChangeEvent['detail']): provider is HLSProvider =>
  provider?.type === 'hls';

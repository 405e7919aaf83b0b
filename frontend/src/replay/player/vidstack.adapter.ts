import Hls, { type ErrorData } from 'hls.js';
import type { HLSProvider, MediaErrorEvent, MediaProviderChangeEvent, TextTrack } from 'vidstack';
import { defineCustomElement, MediaPlayerElement, MediaProviderElement } from 'vidstack/elements';
import { shallowReactive } from 'vue';
import { ApiError } from '../../shared/errors.js';
import { cueLines } from './cue.rules.js';
import { FreshLinks } from './fresh-links.js';
import { freshLoader } from './fresh-loader.js';
import {
  emptyState,
  type CaptionsSource,
  type PlayerFailure,
  type PlayerQuality,
  type PlayerSource,
  type PlayerState,
  type ReplayPlayer,
} from './player-port.js';

/** Time is told in steps; the screen has no use for each frame. */
const TIME_STEP_SEC = 0.1;
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
  #refusal: unknown = null;
  #recoveries = 0;

  constructor(into: HTMLElement, source: PlayerSource) {
    defineCustomElement(MediaPlayerElement);
    defineCustomElement(MediaProviderElement);
    this.#source = source;
    this.#links = new FreshLinks({ renew: source.renew, fetch: (...args) => fetch(...args) });
    this.#element = document.createElement('media-player');
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
        if (this.state.failure === 'network') this.retry();
      },
      { signal },
    );
  }

  #useHls({ detail: provider }: MediaProviderChangeEvent): void {
    if (provider?.type !== 'hls') return;
    const hls = provider as HLSProvider;
    hls.library = Hls as unknown as NonNullable<typeof hls.library>;
    hls.config = {
      // fMP4 goes through as it is; a worker would only cost.
      enableWorker: false,
      capLevelToPlayerSize: true,
      maxBufferLength: 30,
      maxMaxBufferLength: 60,
      backBufferLength: 60,
      startPosition: this.#source.startSec,
      loader: freshLoader(Hls.DefaultConfig.loader, {
        links: this.#links,
        onRefused: (error) => (this.#refusal = error),
      }),
    };
    hls.onInstance((instance) => (this.#hls = instance));
  }

  #begin(): void {
    const { startSec } = this.#source;
    if (Math.abs(this.#element.currentTime - startSec) > 1) this.#element.currentTime = startSec;
  }

  #followState(): () => void {
    const { state } = this;
    return this.#element.subscribe((media) => {
      const time = media.currentTime;
      if (Math.abs(time - state.timeSec) >= TIME_STEP_SEC || media.paused || media.seeking)
        state.timeSec = time;
      const { buffered } = media;
      for (let at = 0; at < buffered.length; at += 1) {
        if (buffered.start(at) <= time + TIME_STEP_SEC) state.bufferedSec = buffered.end(at);
      }
      const changed: Partial<PlayerState> = {
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
        qualities: sorted(media.qualities.map(toQuality)),
        quality: media.autoQuality || media.quality === null ? 'auto' : media.quality.id,
        shown: media.quality === null ? null : toQuality(media.quality),
      };
      Object.assign(state, changed);
      if (media.canPlay && !media.waiting && media.error === null) state.failure = null;
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
    if (type === Hls.ErrorTypes.NETWORK_ERROR) this.#fail(this.#isGone ? 'gone' : 'network');
    else this.#fail('media');
  }

  #onError({ detail }: MediaErrorEvent): void {
    if (this.state.failure === null && this.#hls === null)
      this.#fail(detail.code === 2 ? 'network' : 'media');
  }

  get #isGone(): boolean {
    return this.#refusal instanceof ApiError && !this.#refusal.mayRetry;
  }

  #fail(failure: PlayerFailure): void {
    this.state.failure = failure;
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
    this.#element.currentTime = Math.max(0, sec);
    this.state.timeSec = Math.max(0, sec);
  }

  setRate(rate: number): void {
    this.#element.playbackRate = rate;
  }

  setVolume(volume: number): void {
    this.#element.volume = Math.min(1, Math.max(0, volume));
  }

  setMuted(isMuted: boolean): void {
    this.#element.muted = isMuted;
  }

  chooseQuality(quality: PlayerState['quality']): void {
    const { qualities } = this.#element;
    // What is loaded is played; the change comes with what is loaded next.
    qualities.switch = 'next';
    if (quality === 'auto') {
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
    this.#recoveries = 0;
    this.#refusal = null;
    this.state.failure = null;
    if (this.#hls !== null) this.#hls.startLoad(this.state.timeSec);
    this.play();
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

interface MediaQuality {
  readonly id: string;
  readonly height: number;
}

const toQuality = ({ id, height }: MediaQuality): PlayerQuality => ({
  id,
  height: height > 0 ? height : null,
});

function sorted(qualities: readonly PlayerQuality[]): PlayerQuality[] {
  return qualities.toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0));
}

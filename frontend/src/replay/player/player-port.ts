/** One rendition of the same picture; `height` is null for sound alone. */
export interface PlayerQuality {
  readonly id: string;
  readonly height: number | null;
}

/** Why it does not play: `gone` is refused for good, `network` may pass, `media` cannot be shown by this browser. */
export type PlayerFailure = 'gone' | 'network' | 'media';

/** What a player tells of itself. Seconds count from the first moment of its playlist. */
export interface PlayerState {
  isReady: boolean;
  failure: PlayerFailure | null;
  timeSec: number;
  durationSec: number;
  /** The end of what is loaded around `timeSec`. */
  bufferedSec: number;
  isPaused: boolean;
  /** Something is missing to go on. */
  isWaiting: boolean;
  isEnded: boolean;
  rate: number;
  /** From 0 to 1. */
  volume: number;
  isMuted: boolean;
  /** The best first. */
  qualities: readonly PlayerQuality[];
  /** The id of the one that was chosen; null when the player chooses. */
  quality: string | null;
  /** What is shown now. */
  shown: PlayerQuality | null;
  /** Lines of the captions that belong to this moment. */
  cue: readonly string[];
  isPicture: boolean;
  mayPicture: boolean;
}

export interface CaptionsSource {
  /** BCP 47. */
  readonly lang: string;
  readonly label: string;
  readonly src: string;
}

/** All that may be asked of a player, whatever library plays. Nothing of this throws. */
export interface ReplayPlayer {
  /** Changes in place. */
  readonly state: Readonly<PlayerState>;
  play(): void;
  pause(): void;
  seek(sec: number): void;
  setRate(rate: number): void;
  setVolume(volume: number): void;
  setMuted(isMuted: boolean): void;
  chooseQuality(quality: PlayerState['quality']): void;
  /** Shows captions in `cue` from now on; null shows none. */
  chooseCaptions(captions: CaptionsSource | null): void;
  togglePicture(): void;
  /** Goes on after a `failure` that may pass. */
  retry(): void;
  /** The element that plays, for what only it can do, such as filling the screen of an iPhone. */
  video(): HTMLVideoElement | null;
  destroy(): void;
}

export interface PlayerSource {
  /** Address of the HLS playlist with all renditions. */
  readonly playlist: string;
  /** A new address of it, after links have died. Throws when there is none any more. */
  readonly renew: () => Promise<string>;
  readonly title: string;
  readonly startSec: number;
}

/** Puts a player into an empty element. Rejects when its code cannot be loaded. */
export type OpenPlayer = (into: HTMLElement, source: PlayerSource) => Promise<ReplayPlayer>;

export const emptyState = (): PlayerState => ({
  isReady: false,
  failure: null,
  timeSec: 0,
  durationSec: 0,
  bufferedSec: 0,
  isPaused: true,
  isWaiting: false,
  isEnded: false,
  rate: 1,
  volume: 1,
  isMuted: false,
  qualities: [],
  quality: null,
  shown: null,
  cue: [],
  isPicture: false,
  mayPicture: false,
});

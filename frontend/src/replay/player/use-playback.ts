import type { ReplayView } from '@seodang/contracts/replay';
import { computed, inject, onScopeDispose, shallowReactive, shallowRef, watch, type Ref } from 'vue';
import { readSetting, writeSetting } from '../../shared/settings.js';
import { nextRate } from '../keys/keys.rules.js';
import { browserPlayer, playerKey } from './open-player.js';
import { emptyState, type PlayerState, type ReplayPlayer } from './player-port.js';

interface PlaybackOptions {
  /** The element that the player is put into. */
  readonly place: Readonly<Ref<HTMLElement | null>>;
  readonly replay: Readonly<Ref<ReplayView>>;
  readonly renew: () => Promise<ReplayView>;
  /** Where to begin; told once. */
  readonly beginMs: number;
}

/** So near to the end, it is over. */
const END_MS = 250;

/**
 * A replay being played, in positions of its recording: milliseconds since the first frame, whatever was trimmed. It stops
 * where the replay ends, and goes with the scope.
 */
export function usePlayback(options: PlaybackOptions) {
  const { replay } = options;
  const blank: PlayerState = shallowReactive(emptyState());
  const scale = useScale(options);
  const { trim, within, toMs, toSec } = scale;
  const { player, broken, reopen, replace } = useOpenedPlayer(options, () => toSec(scale.begun.value.atMs));

  const state = computed(() => player.value?.state ?? blank);
  const positionMs = computed(() =>
    state.value.isReady ? toMs(state.value.timeSec) : within(scale.begun.value.atMs),
  );
  const isPlaying = computed(() => !state.value.isPaused);
  const isEnded = computed(
    () => state.value.isEnded || (state.value.isReady && positionMs.value >= trim.value.endMs - END_MS),
  );
  watch([isEnded, isPlaying], ([ended, playing]) => {
    if (ended && playing) player.value?.pause();
  });

  const start = useStart(player, state);

  // It was made anew or trimmed meanwhile: what was loaded leads nowhere any more.
  const goOn = () => {
    scale.beginAt(positionMs.value);
    void replace(start);
  };
  watch(() => placeOf(replay.value), goOn);

  const seek = (ms: number) => player.value?.seek(toSec(ms));
  function play(): void {
    if (isEnded.value) seek(trim.value.startMs);
    start();
  }

  return {
    player,
    state,
    broken,
    positionMs,
    bufferedMs: computed(() => toMs(state.value.bufferedSec)),
    ...boundsOf(trim),
    isPlaying,
    isEnded,
    play,
    pause: () => player.value?.pause(),
    toggle: () => {
      if (isPlaying.value) player.value?.pause();
      else play();
    },
    seek,
    /** To a place, and on from there. */
    playFrom: (ms: number) => {
      seek(ms);
      player.value?.play();
    },
    skip: (byMs: number) => {
      seek(positionMs.value + byMs);
    },
    ...settingsOf(player, state),
    togglePicture: () => player.value?.togglePicture(),
    retry: () => {
      if (player.value === null) reopen();
      else player.value.retry();
    },
  };
}

const boundsOf = (trim: Readonly<Ref<ReplayView['trim']>>) => ({
  startMs: computed(() => trim.value.startMs),
  endMs: computed(() => trim.value.endMs),
  lengthMs: computed(() => Math.max(1, trim.value.endMs - trim.value.startMs)),
});

/** Positions of the recording and seconds of the player that is there. */
function useScale({ replay, beginMs }: PlaybackOptions) {
  const trim = computed(() => replay.value.trim);
  const within = (ms: number) => Math.min(Math.max(ms, trim.value.startMs), trim.value.endMs);
  /** Where the player begins, and from which moment it counts: both are fixed while it lives. */
  const begun = shallowRef({ atMs: beginMs, zeroMs: replay.value.playlistStartMs });
  return {
    trim,
    within,
    begun,
    beginAt: (atMs: number) => {
      begun.value = { atMs, zeroMs: replay.value.playlistStartMs };
    },
    toMs: (sec: number) => within(sec * 1000 + begun.value.zeroMs),
    toSec: (ms: number) => Math.max(0, (within(ms) - begun.value.zeroMs) / 1000),
  };
}

/** What a player is made for: of the same, only the signature in the address changes. */
function placeOf({ links, playlistStartMs }: ReplayView): string {
  return `${new URL(links.playlist, location.href).pathname} ${playlistStartMs}`;
}

/** The player in its place, from when that is there until the scope ends. */
function useOpenedPlayer({ place, replay, renew }: PlaybackOptions, startSec: () => number) {
  const { open } = inject(playerKey, browserPlayer);
  const player = shallowRef<ReplayPlayer | null>(null);
  /** Why there is no player at all. */
  const broken = shallowRef<unknown>(null);
  /** Of the last one that was asked for; the end of the scope is one, too. */
  let turn = 0;

  async function begin(into: HTMLElement): Promise<ReplayPlayer | null> {
    const mine = (turn += 1);
    broken.value = null;
    try {
      const opened = await open(into, {
        playlist: replay.value.links.playlist,
        renew: async () => (await renew()).links.playlist,
        title: replay.value.title,
        startSec: startSec(),
      });
      if (mine !== turn) {
        opened.destroy();
        return null;
      }
      player.value = opened;
      applySettings(opened);
      return opened;
    } catch (error) {
      if (mine === turn) broken.value = error;
      return null;
    }
  }
  function reopen(): void {
    if (place.value !== null && player.value === null) void begin(place.value);
  }
  /** Puts another one there in place of the one that is, which goes on as that did. */
  async function replace(start: () => void): Promise<void> {
    const { isMuted = false, isPaused = true } = player.value?.state ?? {};
    player.value?.destroy();
    player.value = null;
    const opened = place.value && (await begin(place.value));
    opened?.setMuted(isMuted);
    if (!isPaused) start();
  }

  watch(place, reopen, { immediate: true, flush: 'post' });
  onScopeDispose(() => {
    turn += 1;
    player.value?.destroy();
  });
  return { player, broken, reopen, replace };
}

/** Plays. What was pressed before there was anything to play, plays as soon as there is. */
function useStart(player: Readonly<Ref<ReplayPlayer | null>>, state: Readonly<Ref<PlayerState>>): () => void {
  let isPressed = false;
  watch(
    () => state.value.isReady,
    (ready) => {
      if (ready && isPressed) player.value?.play();
      isPressed = false;
    },
  );
  return () => {
    isPressed = !state.value.isReady;
    player.value?.play();
  };
}

/** Speed and loudness, which are kept on this device. */
function settingsOf(player: Readonly<Ref<ReplayPlayer | null>>, state: Readonly<Ref<PlayerState>>) {
  function setRate(rate: number): void {
    player.value?.setRate(rate);
    writeSetting('replayRate', String(rate));
  }
  return {
    setRate,
    stepRate: (step: 1 | -1) => {
      setRate(nextRate(state.value.rate, step));
    },
    setVolume: (volume: number) => {
      player.value?.setVolume(volume);
      player.value?.setMuted(false);
      writeSetting('replayVolume', volume.toFixed(2));
    },
    toggleMuted: () => player.value?.setMuted(!state.value.isMuted),
  };
}

export type Playback = ReturnType<typeof usePlayback>;

/** As it was left on this device. */
function applySettings(player: ReplayPlayer): void {
  const rate = Number(readSetting('replayRate') ?? 1);
  if (rate >= 0.5 && rate <= 2) player.setRate(rate);
  const volume = Number(readSetting('replayVolume') ?? 1);
  if (volume > 0 && volume <= 1) player.setVolume(volume);
}

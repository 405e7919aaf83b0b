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
  const { replay, beginMs } = options;
  const blank: PlayerState = shallowReactive(emptyState());
  // The first moment of the playlist is fixed while it plays; a trim changes it for the next visit.
  const zeroMs = replay.value.playlistStartMs;
  const trim = computed(() => replay.value.trim);
  const within = (ms: number) => Math.min(Math.max(ms, trim.value.startMs), trim.value.endMs);
  const startSec = Math.max(0, (within(beginMs) - zeroMs) / 1000);
  const { player, broken, reopen } = useOpenedPlayer(options, startSec);

  const state = computed(() => player.value?.state ?? blank);
  const positionMs = computed(() =>
    state.value.isReady ? within(state.value.timeSec * 1000 + zeroMs) : within(beginMs),
  );
  const isPlaying = computed(() => !state.value.isPaused);
  const isEnded = computed(
    () => state.value.isEnded || (state.value.isReady && positionMs.value >= trim.value.endMs - END_MS),
  );
  watch([isEnded, isPlaying], ([ended, playing]) => {
    if (ended && playing) player.value?.pause();
  });

  const start = useStart(player, state);

  function seek(ms: number): void {
    player.value?.seek((within(ms) - zeroMs) / 1000);
  }
  function play(): void {
    if (isEnded.value) seek(trim.value.startMs);
    start();
  }

  return {
    player,
    state,
    broken,
    positionMs,
    bufferedMs: computed(() => within(state.value.bufferedSec * 1000 + zeroMs)),
    startMs: computed(() => trim.value.startMs),
    endMs: computed(() => trim.value.endMs),
    lengthMs: computed(() => Math.max(1, trim.value.endMs - trim.value.startMs)),
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

/** The player in its place, from when that is there until the scope ends. */
function useOpenedPlayer({ place, replay, renew }: PlaybackOptions, startSec: number) {
  const { open } = inject(playerKey, browserPlayer);
  const player = shallowRef<ReplayPlayer | null>(null);
  /** Why there is no player at all. */
  const broken = shallowRef<unknown>(null);
  let isGone = false;

  async function begin(into: HTMLElement): Promise<void> {
    broken.value = null;
    try {
      const opened = await open(into, {
        playlist: replay.value.links.playlist,
        renew: async () => (await renew()).links.playlist,
        title: replay.value.title,
        startSec,
      });
      if (isGone) {
        opened.destroy();
        return;
      }
      player.value = opened;
      applySettings(opened);
    } catch (error) {
      broken.value = error;
    }
  }
  function reopen(): void {
    if (place.value !== null && player.value === null) void begin(place.value);
  }

  watch(place, reopen, { immediate: true, flush: 'post' });
  onScopeDispose(() => {
    isGone = true;
    player.value?.destroy();
  });
  return { player, broken, reopen };
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

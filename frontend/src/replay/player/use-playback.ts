import type { ReplayView } from '@seodang/contracts/replay';
import { computed, onScopeDispose, shallowReactive, shallowRef, watch, type Ref } from 'vue';
import { readSetting, writeSetting } from '../../shared/settings.js';
import { nextRate } from '../keys/keys.rules.js';
import { openPlayer } from './open-player.js';
import { emptyState, type OpenPlayer, type PlayerState, type ReplayPlayer } from './player-port.js';

interface PlaybackOptions {
  /** The element that the player is put into. */
  readonly place: Readonly<Ref<HTMLElement | null>>;
  readonly replay: Readonly<Ref<ReplayView>>;
  readonly renew: () => Promise<ReplayView>;
  /** Where to begin; told once. */
  readonly beginMs: number;
  readonly open?: OpenPlayer;
}

/** So near to the end, it is over. */
const END_MS = 250;

/**
 * A replay being played, in positions of its recording: milliseconds since the first frame, whatever was trimmed. It stops
 * where the replay ends, and goes with the scope.
 */
export function usePlayback({ place, replay, renew, beginMs, open = openPlayer }: PlaybackOptions) {
  const player = shallowRef<ReplayPlayer | null>(null);
  /** Why there is no player at all. */
  const broken = shallowRef<unknown>(null);
  const blank: PlayerState = shallowReactive(emptyState());
  const state = computed(() => player.value?.state ?? blank);
  // The first moment of the playlist is fixed while it plays; a trim changes it for the next visit.
  const zeroMs = replay.value.playlistStartMs;
  const trim = computed(() => replay.value.trim);
  const lengthMs = computed(() => Math.max(1, trim.value.endMs - trim.value.startMs));
  const within = (ms: number) => Math.min(Math.max(ms, trim.value.startMs), trim.value.endMs);
  const positionMs = computed(() =>
    state.value.isReady ? within(state.value.timeSec * 1000 + zeroMs) : within(beginMs),
  );
  const bufferedMs = computed(() => within(state.value.bufferedSec * 1000 + zeroMs));
  const isPlaying = computed(() => !state.value.isPaused);
  const isEnded = computed(
    () => state.value.isEnded || (state.value.isReady && positionMs.value >= trim.value.endMs - END_MS),
  );
  let isGone = false;

  async function begin(into: HTMLElement): Promise<void> {
    broken.value = null;
    try {
      const opened = await open(into, {
        playlist: replay.value.links.playlist,
        renew: async () => (await renew()).links.playlist,
        title: replay.value.title,
        startSec: Math.max(0, (within(beginMs) - zeroMs) / 1000),
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

  watch(
    place,
    (into) => {
      if (into !== null && player.value === null) void begin(into);
    },
    { immediate: true, flush: 'post' },
  );
  watch([isEnded, isPlaying], ([ended, playing]) => {
    if (ended && playing) player.value?.pause();
  });
  onScopeDispose(() => {
    isGone = true;
    player.value?.destroy();
  });

  function seek(ms: number): void {
    player.value?.seek((within(ms) - zeroMs) / 1000);
  }
  function play(): void {
    if (isEnded.value) seek(trim.value.startMs);
    player.value?.play();
  }
  function setRate(rate: number): void {
    player.value?.setRate(rate);
    writeSetting('replayRate', String(rate));
  }
  function setVolume(volume: number): void {
    player.value?.setVolume(volume);
    player.value?.setMuted(false);
    writeSetting('replayVolume', volume.toFixed(2));
  }

  return {
    player,
    state,
    broken,
    positionMs,
    bufferedMs,
    startMs: computed(() => trim.value.startMs),
    endMs: computed(() => trim.value.endMs),
    lengthMs,
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
    setRate,
    stepRate: (step: 1 | -1) => {
      setRate(nextRate(state.value.rate, step));
    },
    setVolume,
    toggleMuted: () => player.value?.setMuted(!state.value.isMuted),
    retry: () => {
      if (player.value === null && place.value !== null) void begin(place.value);
      else player.value?.retry();
    },
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

import type { Playback } from '../player/use-playback.js';
import type { ReplayAction } from './keys.rules.js';
import { useReplayKeys } from './use-replay-keys.js';

interface ReplayDeeds {
  readonly fullScreen: () => void;
  readonly captions: () => void;
  readonly help: () => void;
  readonly note: () => void;
  readonly bookmark: () => void;
}

/** Does what the keys of a replay say, until the scope ends. */
export function useReplayActions(playback: Playback, deeds: ReplayDeeds): void {
  const { startMs, lengthMs, state } = playback;
  const all: Record<ReplayAction['type'], (by: number) => void> = {
    ...deeds,
    play: playback.toggle,
    mute: playback.toggleMuted,
    picture: playback.togglePicture,
    skip: (seconds) => {
      playback.skip(seconds * 1000);
    },
    seek: (part) => {
      playback.seek(startMs.value + lengthMs.value * part);
    },
    rate: (by) => {
      playback.stepRate(by > 0 ? 1 : -1);
    },
    volume: (by) => {
      playback.setVolume(Math.min(1, Math.max(0, state.value.volume + by)));
    },
  };
  useReplayKeys(({ type, by = 0 }) => {
    all[type](by);
  });
}

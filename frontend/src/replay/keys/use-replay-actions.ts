import type { Playback } from '../player/use-playback.js';
import type { ReplayAction } from './keys.rules.js';
import { useReplayKeys } from './use-replay-keys.js';

interface ReplayDeeds {
  readonly fullScreen: () => void;
  readonly captions: () => void;
  readonly help: () => void;
  readonly note?: () => void;
  readonly bookmark?: () => void;
}

/** Does what the keys of a replay say, until the scope ends. */
export function useReplayActions(playback: Playback, deeds: ReplayDeeds): void {
  const { startMs, lengthMs } = playback;
  useReplayKeys((action: ReplayAction) => {
    switch (action.type) {
      case 'play':
        playback.toggle();
        break;
      case 'skip':
        playback.skip(action.bySec * 1000);
        break;
      case 'seek':
        playback.seek(startMs.value + lengthMs.value * action.part);
        break;
      case 'rate':
        playback.stepRate(action.step);
        break;
      case 'volume':
        playback.setVolume(Math.min(1, Math.max(0, playback.state.value.volume + action.by)));
        break;
      case 'mute':
        playback.toggleMuted();
        break;
      case 'picture':
        playback.player.value?.togglePicture();
        break;
      case 'full-screen':
        deeds.fullScreen();
        break;
      case 'captions':
      case 'help':
      case 'note':
      case 'bookmark':
        deeds[action.type]?.();
        break;
    }
  });
}

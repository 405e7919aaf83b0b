import type { ReplayView } from '@seodang/contracts/replay';
import { useEventListener } from '@vueuse/core';
import { onScopeDispose, watch, type Ref } from 'vue';
import type { Playback } from '../player/use-playback.js';
import { replayApi } from '../replay.api.js';
import { ProgressKeeper } from './progress-keeper.js';

/** Keeps at the server where somebody is, for this and their other devices, until the scope ends. */
export function useProgress(
  replay: Readonly<Ref<ReplayView>>,
  { state, positionMs, isPlaying }: Pick<Playback, 'state' | 'positionMs' | 'isPlaying'>,
): void {
  if (!replay.value.may.keep) return;
  const { id } = replay.value;
  const keeper = new ProgressKeeper({
    now: () => Date.now(),
    send: (report, how) => replayApi.progress(id, report, how),
  });
  const leave = () => void keeper.tell({ isLeaving: true });

  watch([positionMs, isPlaying], ([at, plays], [, played]) => {
    if (!state.value.isReady) return;
    keeper.at(at, { isPlaying: plays });
    if (played && !plays) void keeper.tell();
  });
  useEventListener(window, 'pagehide', leave);
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') leave();
  });
  useEventListener(window, 'online', () => void keeper.tell());
  onScopeDispose(leave);
}

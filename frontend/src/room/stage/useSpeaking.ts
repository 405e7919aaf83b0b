import { useIntervalFn } from '@vueuse/core';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { LocalDevice } from '../media/local-media.js';
import type { MediaConnection } from '../media/media-port.js';
import { listen, SILENCE } from '../media/speaking.rules.js';
import { voiceLevel, type VoiceLevel } from '../media/voice-level.js';
import { MY_TILE } from './tiles.rules.js';

const EVERY_MS = 200;
/** A stream that was just opened has no connection yet; that is not a loss. */
const GRACE_MS = 4_000;

/** Who speaks, and whose picture has stopped coming; looked at five times a second, told only when it changes. */
export function useSpeaking(connection: Ref<MediaConnection | null>, microphone: Ref<LocalDevice>) {
  const speaking = shallowRef<ReadonlySet<string>>(new Set());
  const leader = shallowRef<string | null>(null);
  const lost = shallowRef<ReadonlySet<string>>(new Set());
  let state = SILENCE;
  const connectedAtMs = new Map<string, number>();
  const voice = useMyVoice(microphone);

  useIntervalFn(() => {
    const nowMs = performance.now();
    const pulses = connection.value?.pulses() ?? [];
    const mine = { streamId: MY_TILE, level: microphone.value.on ? voice() : 0, connected: true };
    state = listen(state, [...pulses, mine], nowMs);
    speaking.value = state.speaking;
    if (state.leader !== MY_TILE) leader.value = state.leader;
    const away = pulses.filter(({ streamId, connected }) => {
      if (connected || !connectedAtMs.has(streamId)) connectedAtMs.set(streamId, nowMs);
      return nowMs - (connectedAtMs.get(streamId) ?? nowMs) > GRACE_MS;
    });
    const next = away.map(({ streamId }) => streamId);
    if (next.length !== lost.value.size || next.some((id) => !lost.value.has(id))) lost.value = new Set(next);
  }, EVERY_MS);

  return { speaking, leader, lost };
}

function useMyVoice(microphone: Ref<LocalDevice>): () => number {
  let voice: VoiceLevel | null = null;
  watch(
    () => microphone.value.track,
    (track) => {
      voice?.stop();
      voice = track === null ? null : voiceLevel(track);
    },
    { immediate: true },
  );
  onScopeDispose(() => voice?.stop());
  return () => voice?.read() ?? 0;
}

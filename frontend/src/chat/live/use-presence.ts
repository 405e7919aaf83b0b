import { PresenceEvent, type PresenceState } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { useIdle } from '@vueuse/core';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { useLiveChannel, type LiveChannel } from '../../shared/live-channel/index.js';

const IDLE_AFTER_MS = 5 * 60_000;

type States = ReadonlyMap<string, PresenceState>;
/** Only the first reader of a room is told of everybody; those after it look at what it knows. */
const known = new WeakMap<object, Map<string, { states: ShallowRef<States>; looking: number }>>();

/** Who of a room is there, kept current until the scope ends. */
export function useRoomPresence(roomId: string, channel: Pick<LiveChannel, 'subscribe'> = useLiveChannel()) {
  const rooms = known.get(channel) ?? new Map<string, { states: ShallowRef<States>; looking: number }>();
  known.set(channel, rooms);
  const room = rooms.get(roomId) ?? { states: shallowRef<States>(new Map()), looking: 0 };
  rooms.set(roomId, room);
  room.looking += 1;
  const stop = channel.subscribe(destinations.roomPresence(roomId as RoomId), {
    onBody: (body) => {
      const event = PresenceEvent.safeParse(body);
      if (event.success) room.states.value = withPresence(room.states.value, event.data);
    },
  });
  onScopeDispose(() => {
    stop();
    room.looking -= 1;
    if (room.looking === 0) rooms.delete(roomId);
  });
  return { stateOf: (userId: string): PresenceState => room.states.value.get(userId) ?? 'offline' };
}

/** Who is there after an event: a whole picture takes the place of the one before. */
export function withPresence(
  states: ReadonlyMap<string, PresenceState>,
  { isWhole, people }: PresenceEvent,
): ReadonlyMap<string, PresenceState> {
  const next = new Map(isWhole ? [] : states);
  for (const { userId, state } of people) {
    if (state === 'offline') next.delete(userId);
    else next.set(userId, state);
  }
  return next;
}

/** Tells the server when the person at this page falls idle or comes back, and once for each connection. */
export function useTellPresence(channel: LiveChannel = useLiveChannel()): void {
  const { idle } = useIdle(IDLE_AFTER_MS);
  watch(
    () => [idle.value, channel.state.value.phase] as const,
    ([isIdle, phase]) => {
      if (phase === 'open') channel.tell(destinations.presence, { state: isIdle ? 'idle' : 'active' });
    },
    { immediate: true },
  );
}

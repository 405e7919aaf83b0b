import type { RoomView } from '@seodang/contracts/rooms';
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, watch, type MaybeRefOrGetter } from 'vue';
import { useRoomList } from '../chat/index.js';
import { queryClient } from '../shared/query.js';
import { messagesApi } from './messages.api.js';

const keyOf = (id: string) => ['room', id];

/**
 * One room: as the list has it, and for one that the list has not, as the server tells it. `error` says that it is not
 * theirs, or cannot be asked for.
 */
export function useRoom(id: MaybeRefOrGetter<string>) {
  const list = useRoomList();
  const row = computed(() => list.items.value?.find(({ room }) => room.id === toValue(id)));
  const isUnlisted = computed(
    () => row.value === undefined && (list.items.value !== undefined || list.error.value !== null),
  );
  const single = useQuery(
    {
      queryKey: computed(() => keyOf(toValue(id))),
      queryFn: ({ signal, queryKey }) => messagesApi.room(queryKey[1] ?? '', signal),
      enabled: isUnlisted,
      gcTime: 0,
    },
    queryClient,
  );
  // What was once told of a room that left the list is no longer true of it.
  watch(isUnlisted, (is) => {
    if (is) void queryClient.resetQueries({ queryKey: keyOf(toValue(id)) });
  });
  const room = computed<RoomView | undefined>(
    () => row.value?.room ?? (isUnlisted.value ? single.data.value : undefined),
  );
  const error = computed(() => (room.value === undefined && isUnlisted.value ? single.error.value : null));
  return { room, row, error, isFetching: single.isFetching, refetch: single.refetch };
}

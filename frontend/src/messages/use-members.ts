import { useInfiniteQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { queryClient } from '../shared/query.js';
import { messagesApi } from './messages.api.js';

/** Who is in a room, by name, page after page; `search` finds parts of names. */
export function useMembers(roomId: MaybeRefOrGetter<string>, search: MaybeRefOrGetter<string>) {
  const query = useInfiniteQuery(
    {
      queryKey: computed(() => ['members', toValue(roomId), toValue(search)] as const),
      queryFn: ({ pageParam, signal, queryKey: [, id, typed] }) =>
        messagesApi.members(id, { search: typed, cursor: pageParam }, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      placeholderData: (before) => before,
    },
    queryClient,
  );
  return { ...query, members: computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? []) };
}

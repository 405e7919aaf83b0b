import { useInfiniteQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { queryClient } from '../shared/query.js';
import { studioApi, type PeopleState } from './studio.api.js';

const REFRESH_MS = 30_000;

/** Who is enrolled in a course, or waits for a seat, page after page. */
export function usePeople(courseId: MaybeRefOrGetter<string>, state: PeopleState) {
  const query = useInfiniteQuery(
    {
      queryKey: computed(() => ['studio', 'people', toValue(courseId), state]),
      queryFn: ({ pageParam, signal, queryKey }) =>
        studioApi.people(queryKey[2] as string, state, pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      refetchInterval: REFRESH_MS,
    },
    queryClient,
  );
  return { ...query, people: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) };
}

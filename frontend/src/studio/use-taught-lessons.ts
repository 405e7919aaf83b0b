import { useInfiniteQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { refreshMs } from '../lessons/index.js';
import { queryClient } from '../shared/query.js';
import { studioApi, type When } from './studio.api.js';

/** The lessons I teach, live and coming or past, page after page; what may start soon is asked for every few seconds. */
export function useTaughtLessons(when: MaybeRefOrGetter<When>) {
  const query = useInfiniteQuery(
    {
      queryKey: computed(() => ['studio', 'lessons', toValue(when)]),
      queryFn: ({ pageParam, signal, queryKey }) => studioApi.lessons(queryKey[2] as When, pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      refetchInterval: ({ state, queryKey }) =>
        queryKey[2] === 'past'
          ? false
          : refreshMs(state.data?.pages.flatMap((page) => page.items) ?? [], Date.now()),
    },
    queryClient,
  );
  return { ...query, lessons: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) };
}

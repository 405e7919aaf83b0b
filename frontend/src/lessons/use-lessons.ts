import type { LessonView } from '@seodang/contracts/lessons';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { queryClient } from '../shared/query.js';
import { lessonsApi, type When } from './lessons.api.js';
import { refreshMs, SLOW_REFRESH_MS } from './lesson.rules.js';

/** My lessons of one tab, page after page; what may start soon is asked for every few seconds. */
export function useMyLessons(when: MaybeRefOrGetter<When>) {
  const query = useInfiniteQuery(
    {
      queryKey: computed(() => ['my-lessons', toValue(when)]),
      queryFn: ({ pageParam, signal, queryKey }) => lessonsApi.mine(queryKey[1] as When, pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      refetchInterval: ({ state, queryKey }) =>
        queryKey[1] === 'past'
          ? false
          : refreshMs(state.data?.pages.flatMap((page) => page.items) ?? [], Date.now()),
    },
    queryClient,
  );
  return { ...query, lessons: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) };
}

/** One lesson, kept current. */
export function useLesson(id: MaybeRefOrGetter<string>) {
  const query = useQuery(
    {
      queryKey: computed(() => ['lesson', toValue(id)]),
      queryFn: ({ signal, queryKey }) => lessonsApi.one(queryKey[1] as string, signal),
      refetchInterval: ({ state }) =>
        state.data === undefined ? SLOW_REFRESH_MS : refreshMs([state.data], Date.now()),
    },
    queryClient,
  );
  return { ...query, lesson: query.data };
}

/** Starting a lesson; `onStarted` gets it live. Starting one that is live already is no error. */
export function useStartLesson(onStarted: (lesson: LessonView) => unknown) {
  return useMutation(
    {
      mutationFn: lessonsApi.start,
      onSuccess: (lesson) => {
        queryClient.setQueryData(['lesson', lesson.id], lesson);
        void queryClient.invalidateQueries({ queryKey: ['my-lessons'] });
        return onStarted(lesson);
      },
    },
    queryClient,
  );
}

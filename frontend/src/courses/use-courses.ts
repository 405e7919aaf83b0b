import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useSession } from '../identity/index.js';
import { queryClient } from '../shared/query.js';
import { coursesApi } from './courses.api.js';
import type { CourseFilters } from './filters.rules.js';

/** How often seats and lessons of a course on the screen are asked for again. */
const COURSE_REFRESH_MS = 15_000;
const LIST_REFRESH_MS = 60_000;
const CATEGORIES_STALE_MS = 10 * 60_000;

/**
 * The courses that match, page after page. While others are looked up, the ones before stay (`isPlaceholderData`).
 * Who asks is part of the key: the same page shows visitors and members different things.
 */
export function useCourses(filters: MaybeRefOrGetter<CourseFilters>) {
  const session = useSession();
  const query = useInfiniteQuery(
    {
      queryKey: computed(() => ['courses', toValue(filters), session.user?.id ?? null]),
      queryFn: ({ pageParam, signal, queryKey }) =>
        coursesApi.list(queryKey[1] as CourseFilters, pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
      refetchInterval: LIST_REFRESH_MS,
    },
    queryClient,
  );
  return {
    ...query,
    courses: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []),
    total: computed(() => query.data.value?.pages.at(-1)?.total),
  };
}

/** All categories, with how many courses each has. */
export function useCategories() {
  const query = useQuery(
    {
      queryKey: ['categories'],
      queryFn: ({ signal }) => coursesApi.categories(signal),
      staleTime: CATEGORIES_STALE_MS,
    },
    queryClient,
  );
  return { ...query, categories: computed(() => query.data.value?.items ?? []) };
}

/** One course, kept current. */
export function useCourse(id: MaybeRefOrGetter<string>) {
  const session = useSession();
  const query = useQuery(
    {
      queryKey: computed(() => ['course', toValue(id), session.user?.id ?? null]),
      queryFn: ({ signal, queryKey }) => coursesApi.one(queryKey[1] as string, signal),
      refetchInterval: COURSE_REFRESH_MS,
    },
    queryClient,
  );
  return { ...query, course: query.data };
}

import type { CourseView } from '@seodang/contracts/courses';
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { queryClient } from '../shared/query.js';
import { studioApi } from './studio.api.js';

/** How often seats and lessons of an open course are asked for again. */
const REFRESH_MS = 30_000;

/** My courses, drafts too, page after page. */
export function useMyCourses() {
  const query = useInfiniteQuery(
    {
      queryKey: ['studio', 'courses'],
      queryFn: ({ pageParam, signal }) => studioApi.courses(pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    },
    queryClient,
  );
  return { ...query, courses: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) };
}

/** One course as its instructor sees it, kept current. */
export function useMyCourse(id: MaybeRefOrGetter<string>) {
  const query = useQuery(
    {
      queryKey: computed(() => ['studio', 'course', toValue(id)]),
      queryFn: ({ signal, queryKey }) => studioApi.course(queryKey[2] as string, signal),
      refetchInterval: REFRESH_MS,
    },
    queryClient,
  );
  return { ...query, course: query.data };
}

/** Keeps what the server answered about a course, and has the lists that show it asked for again. */
export function keepCourse(course: CourseView): void {
  queryClient.setQueryData(['studio', 'course', course.id], course);
  staleLists();
}

/** Forgets a course that is gone. */
export function forgetCourse(id: string): void {
  queryClient.removeQueries({ queryKey: ['studio', 'course', id] });
  staleLists();
}

/** Has a course and all lists of lessons asked for again, after one of its lessons changed. */
export function refreshLessons(courseId: string): Promise<void> {
  staleLists();
  return queryClient.invalidateQueries({ queryKey: ['studio', 'course', courseId] });
}

function staleLists(): void {
  for (const queryKey of [
    ['studio', 'courses'],
    ['studio', 'lessons'],
    ['my-lessons'],
    ['courses'],
    ['course'],
  ]) {
    void queryClient.invalidateQueries({ queryKey });
  }
}

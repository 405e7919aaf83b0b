import type { CourseView } from '@seodang/contracts/courses';
import type { EnrolmentView } from '@seodang/contracts/enrolment';
import { useInfiniteQuery, useMutation } from '@tanstack/vue-query';
import { computed } from 'vue';
import { queryClient } from '../shared/query.js';
import { enrolmentApi } from './enrolment.api.js';

const MINE_REFRESH_MS = 60_000;

/** Enrolling and leaving. Nothing is shown before the server has said it; then every list that tells of it is renewed. */
export function useEnrolment() {
  const enrolling = useMutation({ mutationFn: enrolmentApi.enrol, onSuccess: keep }, queryClient);
  const leaving = useMutation({ mutationFn: enrolmentApi.leave, onSuccess: keep }, queryClient);
  return { enrolling, leaving };
}

function keep(myEnrolment: EnrolmentView, courseId: string): void {
  queryClient.setQueriesData({ queryKey: ['course', courseId] }, (course: CourseView | undefined) =>
    course === undefined ? undefined : { ...course, myEnrolment },
  );
  for (const queryKey of [['course', courseId], ['courses'], ['my-courses'], ['my-lessons'], ['lesson']]) {
    void queryClient.invalidateQueries({ queryKey });
  }
}

/** The courses I am in or wait for, the next lesson first. */
export function useMyCourses() {
  const query = useInfiniteQuery(
    {
      queryKey: ['my-courses'],
      queryFn: ({ pageParam, signal }) => enrolmentApi.mine(pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      refetchInterval: MINE_REFRESH_MS,
    },
    queryClient,
  );
  return { ...query, courses: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) };
}

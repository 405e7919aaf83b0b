import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { queryClient } from '../shared/query.js';
import { attendanceApi } from './attendance.api.js';

const LIVE_REFRESH_MS = 5_000;

/** The attendance of a lesson, renewed while the lesson is live. */
export function useAttendance(lessonId: MaybeRefOrGetter<string>) {
  const query = useQuery(
    {
      queryKey: computed(() => ['attendance', toValue(lessonId)]),
      queryFn: ({ signal, queryKey }) => attendanceApi.of(queryKey[1] as string, signal),
      refetchInterval: ({ state }) =>
        state.data !== undefined && state.data.startedAt !== null && state.data.endedAt === null
          ? LIVE_REFRESH_MS
          : false,
    },
    queryClient,
  );
  return { ...query, attendance: query.data };
}

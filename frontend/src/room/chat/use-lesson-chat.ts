import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { chatApi, useRoomList } from '../../chat/index.js';
import { queryClient } from '../../shared/query.js';

/**
 * The chat of a lesson, which has the lesson's id, and how much of it is unread. It fails on its own: nothing of the
 * lesson waits for it.
 */
export function useLessonChat(lessonId: string) {
  const { find } = useRoomList();
  const row = computed(() => find(lessonId));
  const { data, error, isFetching, refetch } = useQuery(
    { queryKey: ['room', lessonId], queryFn: () => chatApi.room(lessonId) },
    queryClient,
  );
  return {
    room: computed(() => row.value?.room ?? data.value),
    unread: computed(() => row.value?.unread ?? 0),
    error,
    isFetching,
    refetch,
  };
}

export type LessonChat = ReturnType<typeof useLessonChat>;

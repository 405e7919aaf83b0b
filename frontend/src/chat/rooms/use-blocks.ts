import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { queryClient } from '../../shared/query.js';
import { chatApi } from '../chat.api.js';

/** Whom one has blocked; nobody while that is not known. */
export function useBlocks() {
  const { data, error, isFetching, refetch } = useQuery(
    { queryKey: ['blocks'], queryFn: () => chatApi.blocks(), staleTime: 60_000 },
    queryClient,
  );
  const ids = computed(() => new Set<string>(data.value?.items.map(({ id }) => id)));
  return {
    people: computed(() => data.value?.items),
    error,
    isFetching,
    refetch,
    isBlocked: (userId: string) => ids.value.has(userId),
  };
}

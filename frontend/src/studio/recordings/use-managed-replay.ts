import type { RecordingView } from '@seodang/contracts/recordings';
import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { queryClient } from '../../shared/query.js';
import { recordingsApi } from './recordings.api.js';

const key = (id: string | undefined) => ['studio', 'recording-replay', id];

/** All of a recording as it can be watched, for its pictures, chapters and captions; none before it can be. */
export function useManagedReplay(recording: Readonly<Ref<RecordingView | undefined>>) {
  const { data, error, isFetching, refetch } = useQuery(
    {
      queryKey: computed(() => key(recording.value?.id)),
      queryFn: ({ signal, queryKey }) => recordingsApi.replay(queryKey[2] as string, signal),
      enabled: computed(() => recording.value?.isWatchable === true && recording.value.deletedAt === null),
      refetchOnWindowFocus: false,
      staleTime: 60_000,
    },
    queryClient,
  );
  return { replay: data, error, isFetching, refetch };
}

export function renewManagedReplay(id: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: key(id) });
}

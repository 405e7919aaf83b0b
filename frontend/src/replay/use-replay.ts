import { RecordingNotReady } from '@seodang/contracts/recordings';
import type { ReplayView } from '@seodang/contracts/replay';
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useSession } from '../identity/index.js';
import { ApiError } from '../shared/errors.js';
import { queryClient } from '../shared/query.js';
import { lookAgainMs } from './look-again.rules.js';
import { replayApi } from './replay.api.js';

/** A replay to be watched, for somebody who is signed in or has the `key` of a shared link. */
export function useReplay(id: MaybeRefOrGetter<string>, key: MaybeRefOrGetter<string | undefined>) {
  const session = useSession();
  const queryKey = computed(() => ['replay', toValue(id), toValue(key), session.user?.id ?? null] as const);
  const query = useQuery(
    {
      queryKey,
      queryFn: ({ signal, queryKey: [, of, secret] }) => replayApi.one(of, secret, signal),
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      refetchInterval: ({ state }) =>
        isBeingMade(state.data, state.error)
          ? lookAgainMs(state.dataUpdateCount + state.errorUpdateCount)
          : false,
    },
    queryClient,
  );

  /** New links, after the ones before have died. @throws {ApiError} when it is no longer ours to see */
  async function renew(): Promise<ReplayView> {
    const fresh = await replayApi.one(toValue(id), toValue(key));
    queryClient.setQueryData(queryKey.value, fresh);
    return fresh;
  }

  /** What is being done about it while nothing can be watched; null when that is not known. */
  const unready = computed(() => notReadyOf(query.error.value));
  const isUnready = computed(() => isNotReady(query.error.value));
  return { ...query, replay: query.data, unready, isUnready, renew };
}

const isNotReady = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === 'recording.not_ready';

function isBeingMade(view: ReplayView | undefined, error: unknown): boolean {
  return (
    (isNotReady(error) && notReadyOf(error)?.state !== 'failed') || (view !== undefined && view.work !== null)
  );
}

const notReadyOf = (error: unknown) =>
  isNotReady(error) ? (RecordingNotReady.safeParse(error.details).data?.recording ?? null) : null;

/** What one can watch of a lesson, renewed while something of it is being made. */
export function useLessonRecordings(lessonId: MaybeRefOrGetter<string>, isAsked: MaybeRefOrGetter<boolean>) {
  const query = useQuery(
    {
      queryKey: computed(() => ['lesson-recordings', toValue(lessonId)]),
      queryFn: ({ signal, queryKey }) => replayApi.ofLesson(queryKey[1] as string, signal),
      enabled: computed(() => toValue(isAsked)),
      refetchInterval: ({ state }) =>
        state.data?.items.some(({ work, state: now }) => work !== null || now === 'processing') === true
          ? lookAgainMs(state.dataUpdateCount)
          : false,
    },
    queryClient,
  );
  return { ...query, recordings: computed(() => query.data.value?.items ?? []) };
}

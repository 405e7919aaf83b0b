import type { RecordingView } from '@seodang/contracts/recordings';
import { useInfiniteQuery, useMutation, useQuery, type InfiniteData } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { useI18n } from 'vue-i18n';
import { lookAgainMs } from '../../replay/index.js';
import { useUndo } from '../../shared/composables/use-undo.js';
import { errorTextKey } from '../../shared/errors.js';
import { queryClient } from '../../shared/query.js';
import { toasts } from '../../shared/ui/toasts.js';
import { isStirring } from './recording.rules.js';
import { recordingsApi, type RecordingFilter } from './recordings.api.js';

const LIST = ['studio', 'recordings'];
const one = (id: string) => ['studio', 'recording', id];

/** My recordings, page after page; while something is being made of them, they are asked for again, ever less often. */
export function useMyRecordings(filter: MaybeRefOrGetter<RecordingFilter>) {
  const query = useInfiniteQuery(
    {
      queryKey: computed(() => [...LIST, toValue(filter)]),
      queryFn: ({ pageParam, signal, queryKey }) =>
        recordingsApi.list(queryKey[2] as RecordingFilter, pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ items }) => items.some(isStirring)) === true
          ? lookAgainMs(state.dataUpdateCount)
          : false,
    },
    queryClient,
  );
  return {
    ...query,
    recordings: computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? []),
  };
}

/** One recording, kept current while something is being made of it. */
export function useMyRecording(id: MaybeRefOrGetter<string>) {
  const query = useQuery(
    {
      queryKey: computed(() => one(toValue(id))),
      queryFn: ({ signal, queryKey }) => recordingsApi.one(queryKey[2] as string, signal),
      refetchInterval: ({ state }) =>
        state.data !== undefined && isStirring(state.data) ? lookAgainMs(state.dataUpdateCount) : false,
    },
    queryClient,
  );
  return { ...query, recording: query.data };
}

/** Keeps what the server answered about a recording, in its page and in all lists. */
export function keepRecording(view: RecordingView): void {
  queryClient.setQueryData(one(view.id), view);
  queryClient.setQueriesData<InfiniteData<{ items: RecordingView[] }>>({ queryKey: LIST }, (lists) =>
    lists === undefined
      ? lists
      : {
          ...lists,
          pages: lists.pages.map((page) => ({
            ...page,
            items: page.items.map((item) => (item.id === view.id ? view : item)),
          })),
        },
  );
  void queryClient.invalidateQueries({ queryKey: ['replay', view.id] });
  void queryClient.invalidateQueries({ queryKey: ['lesson-recordings', view.lesson.id] });
}

/** What is done with one press: hiding and showing, deleting and taking that back, making it anew. */
export function useRecordingDeeds() {
  const { t } = useI18n();
  const offerUndo = useUndo();
  const say = (text: string) => toasts.show({ tone: 'good', text });

  function useDeed<Wish>(ask: (wish: Wish) => Promise<RecordingView>, done: (view: RecordingView) => void) {
    return useMutation(
      {
        mutationFn: ask,
        onSuccess: (view) => {
          keepRecording(view);
          done(view);
        },
        onError: (error) => toasts.show({ tone: 'bad', text: t(errorTextKey(error)) }),
      },
      queryClient,
    );
  }

  const publishing = useDeed(
    ({ id }: RecordingView) => recordingsApi.update(id, { visibility: 'enrolled' }),
    () => say(t('recordings.published')),
  );
  const rebuilding = useDeed(
    ({ id }: RecordingView) => recordingsApi.rebuild(id),
    () => say(t('recordings.rebuilding')),
  );
  const restoring = useDeed(
    ({ id }: RecordingView) => recordingsApi.restore(id),
    () => say(t('recordings.restored')),
  );
  const removing = useDeed(
    ({ id, reason = '' }: RecordingView & { reason?: string }) => recordingsApi.remove(id, { reason }),
    ({ id, title }) => {
      offerUndo(t('recordings.removed', { title }), async () => {
        keepRecording(await recordingsApi.restore(id));
      });
    },
  );
  return { publishing, rebuilding, restoring, removing };
}

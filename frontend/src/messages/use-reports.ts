import { useMutation, useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { queryClient } from '../shared/query.js';
import { messagesApi } from './messages.api.js';

const KEY = ['reports'];
const REFRESH_MS = 30_000;

/** What people reported, for operators. */
export function useReports() {
  return useQuery(
    {
      queryKey: KEY,
      queryFn: async ({ signal }) => (await messagesApi.reports(signal)).items,
      refetchInterval: REFRESH_MS,
    },
    queryClient,
  );
}

/** Says what became of a report. */
export function useResolveReport() {
  return useMutation(
    {
      mutationFn: ({ id, resolution }: { id: string; resolution: 'dismissed' | 'message-deleted' }) =>
        messagesApi.resolveReport(id, resolution),
      onSuccess: () => queryClient.invalidateQueries({ queryKey: KEY }),
    },
    queryClient,
  );
}

/** What a message said before. */
export function useMessageHistory(messageId: MaybeRefOrGetter<string>) {
  return useQuery(
    {
      queryKey: computed(() => ['message-history', toValue(messageId)] as const),
      queryFn: async ({ signal, queryKey: [, id] }) => (await messagesApi.messageHistory(id, signal)).items,
    },
    queryClient,
  );
}

import { useMutation, useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { queryClient } from '../shared/query.js';
import { identityApi } from './identity.api.js';

const KEY = ['sign-ins'];

/** The devices that are signed in to this account, this one first. */
export function useSignIns() {
  const query = useQuery(
    { queryKey: KEY, queryFn: ({ signal }) => identityApi.signIns(signal) },
    queryClient,
  );
  const signIns = computed(() =>
    query.data.value?.items.toSorted(
      (a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.lastUsedAt.localeCompare(a.lastUsedAt),
    ),
  );
  return { ...query, signIns };
}

/** Signs one other device out. */
export function useEndSignIn() {
  return useMutation({ mutationFn: identityApi.endSignIn, onSettled: renewSignIns }, queryClient);
}

/** Signs out all devices but this one. */
export function useEndOtherSignIns() {
  return useMutation({ mutationFn: identityApi.endOtherSignIns, onSettled: renewSignIns }, queryClient);
}

export function renewSignIns(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: KEY });
}

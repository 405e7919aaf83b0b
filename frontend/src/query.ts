import { QueryClient, type VueQueryPluginOptions } from '@tanstack/vue-query';
import { ApiError } from './shared/errors.js';

const MAX_RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) => failures < MAX_RETRIES && error instanceof ApiError && error.mayRetry,
      retryDelay: (attempt) => Math.min(600 * 2 ** attempt, 5_000),
    },
    mutations: { retry: false },
  },
});

export const queryOptions: VueQueryPluginOptions = { queryClient };

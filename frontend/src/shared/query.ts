import { QueryClient } from '@tanstack/vue-query';
import { accessTokens } from './access-tokens.js';
import { ApiError } from './errors.js';

const MAX_RETRIES = 2;

/**
 * What the server told, kept fresh. Composables hand it to `useQuery` themselves: installed as a plugin,
 * it would weigh on pages that ask for nothing, such as the one to sign in.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) => failures < MAX_RETRIES && error instanceof ApiError && error.mayRetry,
      retryDelay: (attempt) => Math.min(600 * 2 ** attempt, 5_000),
    },
    // Without a network a deed fails at once, and says so: done later, unasked, it would surprise.
    mutations: { retry: false, gcTime: 0, networkMode: 'always' },
  },
});

queryClient.mount();
// What one person may see is not for the next one at this browser.
let ofUser: string | undefined;
accessTokens.onChange((session) => {
  if (session?.user.id !== ofUser) queryClient.clear();
  ofUser = session?.user.id;
});

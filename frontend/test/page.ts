import type { Component } from 'vue';
import { accessTokens } from '../src/shared/access-tokens.js';
import { queryClient } from '../src/shared/query.js';
import { toasts } from '../src/shared/ui/toasts.js';
import { aSession } from './factories.js';
import { mountInApp } from './mount.js';
import { serve } from './server.js';

export type Routes = Parameters<typeof serve>[0];

interface Opened {
  readonly page: ReturnType<typeof mountInApp>;
  readonly server: ReturnType<typeof serve>;
}

/** Opens pages of somebody who is signed in, each on a server of its own; the last one is closed with its test. */
export function usePages() {
  let close = () => {};
  function open(
    what: Component,
    routes: Routes,
    { isSignedIn = true, ...inApp }: Parameters<typeof mountInApp>[1] & { isSignedIn?: boolean } = {},
  ): Opened {
    close();
    const server = serve(routes);
    if (isSignedIn) accessTokens.set(aSession());
    const page = mountInApp(what, inApp);
    close = () => {
      close = () => {};
      page.unmount();
      queryClient.clear();
      server.stop();
      accessTokens.set(null);
      for (const toast of [...toasts.shown]) toasts.close(toast.id);
    };
    return { page, server };
  }
  afterEach(() => {
    close();
  });
  return {
    open,
    close: () => {
      close();
    },
  };
}

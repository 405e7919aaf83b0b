import type { SignIn } from '@seodang/contracts/identity';
import { onScopeDispose, ref, shallowRef } from 'vue';
import { ApiError } from '../shared/errors.js';

/** Signing in as a page needs it: one attempt at a time, the failure, and the pause the server asked for, counted down. */
export function useSignIn(session: { signIn: (form: SignIn) => Promise<void> }, onSignedIn: () => unknown) {
  const busy = ref(false);
  const failure = shallowRef<unknown>(null);
  const waitSec = ref(0);
  let ticking: ReturnType<typeof setInterval> | undefined;

  function waitFor(seconds: number): void {
    clearInterval(ticking);
    const until = Date.now() + seconds * 1000;
    waitSec.value = seconds;
    ticking = setInterval(() => {
      waitSec.value = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      if (waitSec.value > 0) return;
      clearInterval(ticking);
      failure.value = null;
    }, 250);
  }

  async function submit(form: SignIn): Promise<void> {
    if (busy.value || waitSec.value > 0) return;
    busy.value = true;
    failure.value = null;
    try {
      await session.signIn(form);
      await onSignedIn();
    } catch (error) {
      failure.value = error;
      if (error instanceof ApiError && error.retryAfterSec !== undefined) waitFor(error.retryAfterSec);
    } finally {
      busy.value = false;
    }
  }

  onScopeDispose(() => {
    clearInterval(ticking);
  });
  return { submit, busy, failure, waitSec };
}

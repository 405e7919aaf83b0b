import type { Register, SignIn, UpdateMe, UserView } from '@seodang/contracts/identity';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { accessTokens } from '../shared/access-tokens.js';
import { identityApi } from './identity.api.js';

/** Who is signed in, in all tabs of this browser. */
export const useSession = defineStore('session', () => {
  const user = shallowRef<UserView | null>(null);
  /** Set when a session ended that nobody ended by hand. */
  const expired = shallowRef(false);
  /** Why it is not known who is signed in, when the server could not be asked. */
  const failure = shallowRef<unknown>(null);
  let restored: Promise<void> | null = null;

  accessTokens.onChange((session) => {
    expired.value = user.value !== null && session === null;
    user.value = session?.user ?? null;
  });

  /** Takes up the session of the refresh cookie, once; `failure` tells when the server could not be asked. */
  function restore(): Promise<void> {
    failure.value = null;
    restored ??= accessTokens.renew(null).then(
      () => undefined,
      (error: unknown) => {
        failure.value = error;
        restored = null;
      },
    );
    return restored;
  }

  /** @throws {ApiError} `auth.sign_in_failed`, or `request.too_many` with the seconds to wait. */
  async function signIn(form: SignIn): Promise<void> {
    accessTokens.set(await identityApi.signIn(form));
  }

  /** Opens an account and signs in. @throws {ApiError} `auth.email_taken`, `auth.password_weak`, `request.too_many` */
  async function register(form: Register): Promise<void> {
    accessTokens.set(await identityApi.register(form));
  }

  /** Ends the session here and on the server. @throws {ApiError} when the server did not take it; then one stays signed in. */
  async function signOut(): Promise<void> {
    await identityApi.signOut();
    accessTokens.set(null);
    expired.value = false;
  }

  /** Keeps a choice with the account, for other devices and for mails. */
  async function update(change: UpdateMe): Promise<void> {
    user.value = await identityApi.updateMe(change);
  }

  return {
    user,
    expired,
    failure,
    isSignedIn: computed(() => user.value !== null),
    restore,
    signIn,
    register,
    signOut,
    update,
  };
});

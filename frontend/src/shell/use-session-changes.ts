import { watch } from 'vue';
import { useRouter } from 'vue-router';
import { showLanguageOf } from '../i18n/index.js';
import { safeNext, useSession } from '../identity/index.js';

/** Leads to the sign-in page when the session ends, here or in another tab, and away from it when one begins. */
export function useSessionChanges(): void {
  const session = useSession();
  const router = useRouter();

  watch(
    () => session.user,
    async (user, before) => {
      const route = router.currentRoute.value;
      if (user !== null) await showLanguageOf(user);
      if (user !== null && route.meta.leadsTo !== undefined) {
        await router.replace(safeNext(route.query.next, route.meta.leadsTo));
      }
      // Before the first answer nobody is known (undefined): a reload must not lead away from its page.
      if (user === null && before && route.meta.public !== true) {
        await router.replace({ name: 'sign-in', query: session.expired ? { next: route.fullPath } : {} });
      }
    },
    { immediate: true },
  );
}

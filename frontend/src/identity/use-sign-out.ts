import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { errorTextKey } from '../shared/errors.js';
import { toasts } from '../shared/ui/toasts.js';
import { useSession } from './session.store.js';

/** Signing out by hand, and saying how it went. */
export function useSignOut() {
  const { t } = useI18n();
  const session = useSession();
  const busy = ref(false);

  async function signOut(): Promise<void> {
    busy.value = true;
    try {
      await session.signOut();
      toasts.show({ text: t('identity.signedOut') });
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
    } finally {
      busy.value = false;
    }
  }

  return { signOut, busy };
}

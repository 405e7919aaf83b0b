import { onScopeDispose } from 'vue';
import { useI18n } from 'vue-i18n';
import { toasts } from '../shared/ui/toasts.js';

/** Offers to reload when a page cannot be fetched because the server has a newer version by now. */
export function useNewVersion(view: Window = window): void {
  const { t } = useI18n();
  const reload = () => {
    view.location.reload();
  };
  const tell = () => {
    toasts.show({ text: t('shell.newVersion'), action: { label: t('shell.boundary.reload'), run: reload } });
  };
  view.addEventListener('vite:preloadError', tell);
  onScopeDispose(() => {
    view.removeEventListener('vite:preloadError', tell);
  });
}

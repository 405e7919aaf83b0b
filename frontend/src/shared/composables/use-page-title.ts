import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue';
import { useI18n } from 'vue-i18n';

/** Keeps the title of the browser tab: the page's own words, then the app's name. */
export function usePageTitle(title: MaybeRefOrGetter<string>): void {
  const { t } = useI18n();
  watchEffect(() => {
    document.title = `${toValue(title)} · ${t('common.appName')}`;
  });
}

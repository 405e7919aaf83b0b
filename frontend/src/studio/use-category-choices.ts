import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useCategories } from '../courses/index.js';

/** The categories as choices of a select, in the language of the screen; the first one is none. */
export function useCategoryChoices() {
  const { t, locale } = useI18n();
  const { categories, error } = useCategories();
  const choices = computed(() => [
    { value: '', text: t('studio.form.categoryNone') },
    ...categories.value.map(({ id, nameKo, nameEn }) => ({
      value: id,
      text: locale.value === 'ko' ? nameKo : nameEn,
    })),
  ]);
  return { choices, error };
}

import { CoursesQuery, Level } from '@seodang/contracts/courses';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { languages as known } from '../i18n/index.js';

/** What each filter of the catalogue can be; an empty value is no wish. */
export function useFilterChoices() {
  const { t } = useI18n();
  const languages = computed(() => [
    { value: '', text: t('courses.filters.anyLanguage') },
    ...known.map((value) => ({ value, text: t(`courses.languages.${value}`) })),
  ]);
  const levels = computed(() => [
    { value: '', text: t('courses.filters.anyLevel') },
    ...Level.options.map((value) => ({ value, text: t(`courses.levels.${value}`) })),
  ]);
  const sorts = computed(() =>
    CoursesQuery.shape.sort.unwrap().options.map((value) => ({ value, text: t(`courses.sorts.${value}`) })),
  );
  return { languages, levels, sorts };
}

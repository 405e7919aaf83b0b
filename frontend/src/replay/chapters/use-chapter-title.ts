import { useI18n } from 'vue-i18n';
import type { ChapterSpan } from './chapters.rules.js';

/** What a chapter is called: as the instructor wrote, or by what happened there. */
export function useChapterTitle(): (chapter: Pick<ChapterSpan, 'title' | 'source'>) => string {
  const { t } = useI18n();
  return ({ title, source }) => {
    if (title !== '') return title;
    return source === 'begin' ? t('replay.chapters.begin') : t(`replay.chapters.source.${source}`);
  };
}

import type { Chapter } from '@seodang/contracts/replay';
import { useI18n } from 'vue-i18n';

/** What a chapter is called: as the instructor wrote, or by what happened there. */
export function useChapterTitle(): (chapter: Chapter) => string {
  const { t } = useI18n();
  return ({ title, source, atMs }) => {
    if (title !== '') return title;
    return t(source === 'mark' && atMs === 0 ? 'replay.chapters.begin' : `replay.chapters.source.${source}`);
  };
}

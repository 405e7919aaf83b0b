import type { CurriculumItem } from '@seodang/contracts/courses';
import { useI18n } from 'vue-i18n';
import { toasts } from '../shared/ui/toasts.js';
import { studioApi } from './studio.api.js';
import { useClashText } from './use-clash-text.js';
import { refreshLessons } from './use-courses.js';

/** Calling lessons off, and taking that back. */
export function useCancelling(courseId: () => string) {
  const { t } = useI18n();
  const clashText = useClashText();

  /** @throws {ApiError} when the server did not take it */
  async function cancel(lesson: Pick<CurriculumItem, 'id'>, reason: string): Promise<void> {
    await studioApi.cancelLesson(lesson.id, { reason });
    await refreshLessons(courseId());
    const undo = { label: t('common.undo'), run: () => void restore(lesson) };
    toasts.show({ text: t('studio.cancel.cancelled'), action: undo });
  }

  /** A failure is shown, not thrown. */
  async function restore(lesson: Pick<CurriculumItem, 'id'>): Promise<void> {
    try {
      await studioApi.restoreLesson(lesson.id);
      toasts.show({ tone: 'good', text: t('studio.cancel.restored') });
    } catch (error) {
      toasts.show({ tone: 'bad', text: clashText(error) });
    }
    await refreshLessons(courseId());
  }

  return { cancel, restore };
}

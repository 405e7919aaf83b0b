import { LessonClash } from '@seodang/contracts/lessons';
import { useI18n } from 'vue-i18n';
import { useLessonWords } from '../lessons/index.js';
import { ApiError, errorTextKey } from '../shared/errors.js';

/** Why a lesson cannot be at a time, in words; a clash names the lesson that is in the way. */
export function useClashText() {
  const { t } = useI18n();
  const words = useLessonWords();

  return (error: unknown): string => {
    if (error instanceof ApiError && error.code === 'lesson.clashes') {
      const clash = LessonClash.safeParse(error.details);
      if (clash.success) {
        const { title, ...meeting } = clash.data.clashesWith;
        const when = `${words.day(meeting.startsAt)} ${words.hours(meeting)}`;
        return t('studio.schedule.clashesWith', { title, when });
      }
    }
    return t(errorTextKey(error));
  };
}

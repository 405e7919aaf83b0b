import type { CourseCard, CourseSummary } from '@seodang/contracts/courses';
import { useI18n } from 'vue-i18n';
import { useLessonWords } from '../lessons/index.js';
import { timeText } from '../shared/time.js';

/** The words about courses: in my zone and language, and current as the minutes pass. */
export function useCourseWords() {
  const { t, locale } = useI18n();
  const words = useLessonWords();

  const category = ({ category: { nameKo, nameEn } }: Pick<CourseSummary, 'category'>) =>
    locale.value === 'ko' ? nameKo : nameEn;

  /** When the next lesson begins: `오늘 · 11월 21일 (토) 오후 8:00`. */
  function next({ nextLesson }: Pick<CourseCard, 'nextLesson'>): string {
    if (nextLesson === null) return t('courses.noNext');
    if (nextLesson.state === 'live') return t('courses.liveNow');
    return `${words.day(nextLesson.startsAt)} ${timeText(nextLesson.startsAt, words.zone(), locale.value)}`;
  }

  /** What stands beside the bare number of seats, for ears: how many are left, or how many wait. */
  function seats({ seats: { capacity, taken, waiting } }: Pick<CourseCard, 'seats'>): string {
    if (taken < capacity) return t('courses.seatsLeft', { n: capacity - taken, capacity });
    return waiting === 0 ? t('courses.fullNow') : t('courses.fullWaiting', { n: waiting });
  }

  return { category, next, seats };
}

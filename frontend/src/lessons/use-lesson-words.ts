import type { LessonView } from '@seodang/contracts/lessons';
import { useI18n } from 'vue-i18n';
import { useSession } from '../identity/index.js';
import { useSharedNow } from '../shared/composables/use-shared-now.js';
import { dayKey, dayText, deviceZone, sameClock, timeRangeText, zoneName } from '../shared/time.js';
import { countdownOf, startsSoon, type Countdown } from './lesson.rules.js';

/** When something takes place, as lessons and the curricula of courses tell it. */
type Meeting = Pick<LessonView, 'startsAt' | 'durationMin' | 'timeZone'>;

const DAY_MS = 24 * 60 * 60_000;

/** The words of time and place about lessons: in my zone and language, and current as the minutes pass. */
export function useLessonWords() {
  const { t, locale } = useI18n();
  const session = useSession();
  const now = useSharedNow();

  const zone = () => session.user?.timeZone ?? deviceZone();

  function countdown(lesson: LessonView): string | null {
    const left = countdownOf(lesson, now.value.getTime());
    return left === null ? null : say(left);
  }

  /** As `countdown`, but null for what is not soon. */
  const countdownIfSoon = (lesson: LessonView) =>
    startsSoon(lesson, now.value.getTime()) ? countdown(lesson) : null;

  function say(left: Countdown): string {
    switch (left.kind) {
      case 'soon':
        return t('lessons.soon');
      case 'liveJust':
        return t('lessons.liveJust');
      case 'liveSince':
        return t('lessons.liveSince', { n: left.n });
      case 'late':
        return t('lessons.startsLate', { n: left.n });
      case 'minutes':
        return t('lessons.startsInMinutes', { n: left.n });
      case 'hours':
        return t('lessons.startsInHours', left.n);
      case 'days':
        return t('lessons.startsInDays', left.n);
    }
  }

  /** `오늘, 11월 21일 (토)` */
  function day(instant: string): string {
    const date = dayText(instant, zone(), locale.value, now.value);
    const key = dayKey(instant, zone());
    if (key === dayKey(now.value, zone())) return t('lessons.todayWith', { date });
    if (key === dayKey(new Date(now.value.getTime() + DAY_MS), zone()))
      return t('lessons.tomorrowWith', { date });
    return date;
  }

  const hours = (lesson: Omit<Meeting, 'timeZone'>) =>
    timeRangeText(lesson.startsAt, lesson.durationMin, zone(), locale.value);

  /** Day and time in the lesson's own zone, when its clocks differ from mine; else null. */
  function elsewhere(lesson: Meeting): string | null {
    if (sameClock(lesson.startsAt, zone(), lesson.timeZone)) return null;
    const time = [
      dayText(lesson.startsAt, lesson.timeZone, locale.value, now.value),
      timeRangeText(lesson.startsAt, lesson.durationMin, lesson.timeZone, locale.value),
    ].join(' ');
    return t('lessons.inZone', { zone: zoneName(lesson.timeZone, locale.value), time });
  }

  const taughtBy = (lesson: LessonView) =>
    lesson.myPart === 'instructor'
      ? t('lessons.byMe')
      : t('lessons.by', { name: lesson.course.instructor.name });

  return { countdown, countdownIfSoon, day, hours, elsewhere, taughtBy, zone };
}

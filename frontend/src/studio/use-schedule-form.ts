import type { CourseView } from '@seodang/contracts/courses';
import { ScheduleLesson } from '@seodang/contracts/lessons';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { FieldIssue } from '../shared/forms/field-issue.js';
import { useZodForm } from '../shared/forms/use-zod-form.js';
import { toasts } from '../shared/ui/toasts.js';
import { nextFields, planLessons, whenOf, type LessonFields } from './plan-lessons.js';
import { useScheduling } from './use-scheduling.js';
import { wallTimeOf } from './zoned-time.js';

interface ScheduleFormOptions {
  course: () => CourseView;
  myZone: () => string;
  /** Told when a single lesson has been made; a series stays to be looked at. */
  onDone: () => void;
}

/** What is wrong with the time of a lesson, in words. */
export function useWhenMistakes() {
  const { t } = useI18n();
  return (path: string, issue: FieldIssue): string | undefined => {
    if (path === 'durationMin') return t('studio.when.durationRange');
    if (path !== 'startsAt') return undefined;
    return t(issue.code === 'custom' ? 'studio.when.past' : 'studio.when.missing');
  };
}

export const isAhead = ({ startsAt }: { startsAt: string }) => Date.parse(startsAt) > Date.now();

/** The form of new lessons, and what becomes of them. */
export function useScheduleForm({ course, myZone, onDone }: ScheduleFormOptions) {
  const { t } = useI18n();
  const say = useWhenMistakes();
  const scheduling = useScheduling(() => course().id);
  const form = useZodForm({
    schema: ScheduleLesson.refine(isAhead, { path: ['startsAt'] }),
    initial: firstFields(),
    toInput: (fields) => ({ title: fields.title, ...whenOf(fields) }),
    say,
    send,
  });
  const isSeries = computed(() => Number(form.values.times) > 1);
  const minDate = computed(() => wallTimeOf(new Date(), form.values.timeZone).date);

  function firstFields(): LessonFields {
    const last =
      course()
        .lessons.filter(({ state }) => state !== 'cancelled')
        .at(-1) ?? null;
    return nextFields(last, myZone(), new Date());
  }

  async function send(): Promise<void> {
    const running = scheduling.start(planLessons(form.values));
    // A series shows itself; the form has done its part.
    if (isSeries.value) return;
    await running;
    const result = scheduling.results.value[0]?.result;
    if (result?.kind === 'refused' || result?.kind === 'failed') throw result.error;
    toasts.show({ tone: 'good', text: t('studio.schedule.made') });
    onDone();
  }

  /** Empties the form for the next lessons. */
  function begin(): void {
    scheduling.clear();
    form.reset(firstFields());
  }

  return { form, scheduling, isSeries, minDate, begin };
}

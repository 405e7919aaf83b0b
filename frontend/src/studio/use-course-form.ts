import { CreateCourse } from '@seodang/contracts/courses';
import { useI18n } from 'vue-i18n';
import type { FieldIssue } from '../shared/forms/field-issue.js';
import { useZodForm } from '../shared/forms/use-zod-form.js';
import { inputOf, type CourseFields } from './course-form.rules.js';

interface CourseFormOptions {
  initial: CourseFields;
  /** People who have a seat; the capacity cannot be less. */
  seatsTaken: () => number;
  send: (input: CreateCourse) => Promise<unknown>;
}

/** The form of a course, new or not, with the mistakes of its fields in words. */
export function useCourseForm({ initial, seatsTaken, send }: CourseFormOptions) {
  const { t } = useI18n();
  const schema = CreateCourse.refine(({ capacity }) => capacity >= seatsTaken(), { path: ['capacity'] });

  function say(path: string, issue: FieldIssue): string | undefined {
    if (path === 'categoryId') return t('studio.form.categoryNone');
    if (path !== 'capacity') return undefined;
    return issue.code === 'custom'
      ? t('studio.form.capacityTaken', { n: seatsTaken() })
      : t('studio.form.capacityRange');
  }

  const form = useZodForm({ schema, initial, toInput: inputOf, say, send });
  /** Whether the server would take the fields as they are. */
  const isComplete = () => schema.safeParse(inputOf(form.values)).success;
  return { ...form, isComplete };
}

/** What the fields of a course are called on the screen, by their paths in the schema. */
export function useCourseLabels() {
  const { t } = useI18n();
  return () => ({
    title: t('studio.form.title'),
    description: t('studio.form.description'),
    categoryId: t('studio.form.category'),
    capacity: t('studio.form.capacity'),
    'cover.glyph': t('studio.cover.glyph'),
  });
}

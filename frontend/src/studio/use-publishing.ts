import type { CourseView } from '@seodang/contracts/courses';
import { useMutation } from '@tanstack/vue-query';
import { useI18n } from 'vue-i18n';
import { errorTextKey } from '../shared/errors.js';
import { queryClient } from '../shared/query.js';
import { toasts } from '../shared/ui/toasts.js';
import { studioApi } from './studio.api.js';
import { keepCourse } from './use-courses.js';

/** Showing a course to everybody, and hiding it again, with a way back. */
export function usePublishing() {
  const { t } = useI18n();
  const onError = (error: unknown) => toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });

  const publishing = useMutation(
    {
      mutationFn: (course: Pick<CourseView, 'id'>) => studioApi.publish(course.id),
      onSuccess: (course) => {
        keepCourse(course);
        toasts.show({ tone: 'good', text: t('studio.publish.published') });
      },
      onError,
    },
    queryClient,
  );
  const unpublishing = useMutation(
    {
      mutationFn: (course: Pick<CourseView, 'id'>) => studioApi.unpublish(course.id),
      onSuccess: (course) => {
        keepCourse(course);
        const undo = {
          label: t('common.undo'),
          run: () => {
            publishing.mutate(course);
          },
        };
        toasts.show({ text: t('studio.publish.unpublished'), action: undo });
      },
      onError,
    },
    queryClient,
  );
  return { publishing, unpublishing };
}

import type { CoursePerson } from '@seodang/contracts/enrolment';
import { useMutation } from '@tanstack/vue-query';
import { useI18n } from 'vue-i18n';
import { useUndo } from '../shared/composables/use-undo.js';
import { errorTextKey } from '../shared/errors.js';
import { queryClient } from '../shared/query.js';
import { toasts } from '../shared/ui/toasts.js';
import { studioApi } from './studio.api.js';
import { refreshLessons } from './use-courses.js';

/** Takes people out of a course, and lets them in again. */
export function useRemoving(courseId: () => string) {
  const { t } = useI18n();
  const offerUndo = useUndo();

  async function refresh(): Promise<void> {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ['studio', 'people', courseId()] }),
      refreshLessons(courseId()),
    ]);
  }

  async function readmit({ userId, name }: CoursePerson): Promise<void> {
    const { state } = await studioApi.readmitPerson(courseId(), userId);
    const text = state === 'waiting' ? 'studio.people.nowWaits' : 'studio.people.wasReadmitted';
    toasts.show({ tone: 'good', text: t(text, { name }) });
    await refresh();
  }

  const removing = useMutation(
    {
      mutationFn: ({ userId }: CoursePerson) => studioApi.removePerson(courseId(), userId),
      onSuccess: async (_view, person) => {
        offerUndo(t('studio.people.wasRemoved', { name: person.name }), () => readmit(person));
        await refresh();
      },
    },
    queryClient,
  );
  const readmitting = useMutation(
    {
      mutationFn: readmit,
      onError: (error) => toasts.show({ tone: 'bad', text: t(errorTextKey(error)) }),
    },
    queryClient,
  );
  return { removing, readmitting };
}

import type { LessonView } from '@seodang/contracts/lessons';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { useStartLesson } from '../lessons/index.js';
import { errorTextKey } from '../shared/errors.js';
import { toasts } from '../shared/ui/toasts.js';

/** Starting a lesson and going in; `startingId` is the one under way. */
export function useStarting() {
  const { t } = useI18n();
  const router = useRouter();
  const starting = useStartLesson((lesson) => router.push({ name: 'room', params: { id: lesson.id } }));
  const startingId = computed(() => (starting.isPending.value ? starting.variables.value?.id : undefined));

  function start(lesson: LessonView): void {
    starting.mutate(lesson, {
      onError: (failure) => toasts.show({ tone: 'bad', text: t(errorTextKey(failure)) }),
    });
  }

  return { start, startingId };
}

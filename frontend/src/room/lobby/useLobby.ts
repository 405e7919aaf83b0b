import { useQuery } from '@tanstack/vue-query';
import type { LessonView } from '@seodang/contracts/lessons';
import { computed, watch, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { errorTextKey } from '../../shared/errors.js';
import { queryClient } from '../../shared/query.js';
import { toasts } from '../../shared/ui/toasts.js';
import { recordingApi } from '../recording/recording.api.js';
import { roomApi } from '../room.api.js';
import { browserNetwork, useNetworkCheck } from './useNetworkCheck.js';

const LOOK_AGAIN_MS = 4_000;

/**
 * What the lobby asks of the server: who is inside, whether one has agreed to the notice, and how long the way is.
 *
 * @param outside Asks only while this is true.
 */
export function useLobby(lessonId: string, lesson: Ref<LessonView | undefined>, outside: Ref<boolean>) {
  const { t } = useI18n();
  const { data: people } = useQuery(
    {
      queryKey: ['lesson-inside', lessonId],
      queryFn: () => roomApi.inside(lessonId),
      enabled: computed(() => outside.value && lesson.value?.state === 'live'),
      refetchInterval: LOOK_AGAIN_MS,
    },
    queryClient,
  );
  const inside = computed(() => people.value?.items.map(({ name }) => name) ?? []);

  const { data: given } = useQuery(
    { queryKey: ['consent'], queryFn: () => roomApi.consent(), enabled: outside, staleTime: Infinity },
    queryClient,
  );
  const consent = computed(() => (given.value === undefined ? null : given.value.agreedAt !== null));

  const { finding: network, check: checkNetwork } = useNetworkCheck(
    browserNetwork(() => roomApi.lesson(lessonId)),
  );
  watch(
    () => lesson.value !== undefined,
    (isKnown) => {
      if (isKnown) void checkNetwork();
    },
    { immediate: true },
  );

  /** Keeps what was ticked. @returns false when that failed; then nobody goes in. */
  async function giveConsent(agreed: boolean): Promise<boolean> {
    if (!agreed || consent.value === true) return true;
    try {
      queryClient.setQueryData(['consent'], await roomApi.giveConsent());
      return true;
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
      return false;
    }
  }

  /** Keeps what was said of being recorded; null when it was not asked. @returns false when that failed; then nobody goes in. */
  async function sayWhetherRecorded(agrees: boolean | null): Promise<boolean> {
    if (agrees === null || agrees === lesson.value?.agreesToRecording) return true;
    try {
      await recordingApi.say(lessonId, agrees);
      await queryClient.invalidateQueries({ queryKey: ['lesson', lessonId] });
      return true;
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
      return false;
    }
  }

  return { inside, consent, network, checkNetwork, giveConsent, sayWhetherRecorded };
}

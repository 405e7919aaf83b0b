import { useQuery } from '@tanstack/vue-query';
import { shallowRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { errorTextKey } from '../../shared/errors.js';
import { queryClient } from '../../shared/query.js';
import type { RoomNotices } from '../notices/room-notices.js';
import { roomApi, type RoomApi } from '../room.api.js';

const LOOK_AGAIN_MS = 3_000;

export type Decision = 'grant' | 'revoke' | 'remove' | 'readmit';

const SAID: Record<Decision, string> = {
  grant: 'granted',
  revoke: 'revoked',
  remove: 'removedOne',
  readmit: 'readmitted',
};

/**
 * What the instructor knows and decides about the people of a lesson. Nothing is shown as done before the server says so.
 *
 * @param wanted Asks only while this is true.
 */
export function useLessonPeople(
  lessonId: string,
  { wanted, notices, api = roomApi }: { wanted: Ref<boolean>; notices: RoomNotices; api?: RoomApi },
) {
  const { t } = useI18n();
  const { data, refetch } = useQuery(
    {
      queryKey: ['lesson-people', lessonId],
      queryFn: () => api.people(lessonId),
      enabled: wanted,
      refetchInterval: LOOK_AGAIN_MS,
    },
    queryClient,
  );
  /** About whom a decision is on its way. */
  const busy = shallowRef<string | null>(null);

  const acts: Record<Decision, (userId: string) => Promise<void>> = {
    grant: (userId) => api.setSpeaking(lessonId, userId, true),
    revoke: (userId) => api.setSpeaking(lessonId, userId, false),
    remove: (userId) => api.remove(lessonId, userId),
    readmit: (userId) => api.readmit(lessonId, userId),
  };

  async function decide(
    decision: Decision,
    { userId, name }: { userId: string; name: string },
  ): Promise<void> {
    busy.value = userId;
    try {
      await acts[decision](userId);
      notices.show(t(`room.people.${SAID[decision]}`, { name }));
      await refetch();
    } catch (error) {
      notices.show(t(errorTextKey(error)), 'bad');
    } finally {
      busy.value = null;
    }
  }

  return { known: data, busy, decide };
}

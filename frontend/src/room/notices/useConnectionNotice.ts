import { useIntervalFn } from '@vueuse/core';
import { shallowRef, type Ref } from 'vue';
import type { SessionState } from '../media/session.rules.js';
import { connectionNotice, type ConnectionNotice } from './connection-notice.rules.js';

const LOOK_EVERY_MS = 500;

/** The notice about the connection, as time goes by. */
export function useConnectionNotice(state: Ref<SessionState>, unansweredSinceMs: Ref<number | null>) {
  const notice = shallowRef<ConnectionNotice>({ kind: 'none' });
  useIntervalFn(() => {
    const next = connectionNotice(state.value, unansweredSinceMs.value, performance.now());
    if (JSON.stringify(next) !== JSON.stringify(notice.value)) notice.value = next;
  }, LOOK_EVERY_MS);
  return notice;
}

import { useEventListener } from '@vueuse/core';
import { onScopeDispose, ref, watch } from 'vue';
import { useRouter } from 'vue-router';

interface LeaveGuardOptions {
  /** Whether something would be lost now. */
  wouldLose: () => boolean;
  /** A last chance to keep it, such as saving a draft; the question comes only if something would be lost still. */
  keep?: () => Promise<void>;
}

/**
 * Asks before unsaved work is left. Show a dialog while `asking` is true; closing it stays, `leave` goes on. The
 * browser asks by itself when the tab is closed.
 */
export function useLeaveGuard({ wouldLose, keep }: LeaveGuardOptions) {
  const router = useRouter();
  const asking = ref(false);
  let answer: (leaves: boolean) => void = () => undefined;

  const stop = router.beforeEach(async (to, from) => {
    if (to.path === from.path || !wouldLose()) return true;
    await keep?.();
    if (!wouldLose()) return true;
    asking.value = true;
    return new Promise<boolean>((resolve) => (answer = resolve));
  });
  onScopeDispose(stop);
  watch(asking, (open) => {
    if (!open) answer(false);
  });
  useEventListener(window, 'beforeunload', (event) => {
    if (wouldLose()) event.preventDefault();
  });

  function leave(): void {
    answer(true);
    asking.value = false;
  }

  return { asking, leave };
}

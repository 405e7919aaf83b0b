import { useEventListener } from '@vueuse/core';

/** Asks before the tab is closed, while others would miss what it sends. The browser chooses the words. */
export function useLeavePrompt(isMissed: () => boolean): void {
  useEventListener(window, 'beforeunload', (event: BeforeUnloadEvent) => {
    if (isMissed()) event.preventDefault();
  });
}

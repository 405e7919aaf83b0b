import { useEventListener } from '@vueuse/core';
import { shallowRef } from 'vue';

/** What only the video of an iPhone can do. */
interface OldVideo extends HTMLVideoElement {
  readonly webkitEnterFullscreen?: () => void;
}

function fillWith(video: OldVideo | null): void {
  video?.webkitEnterFullscreen?.();
}

/**
 * Fills the screen with the whole page, over which the player then lies: menus and dialogs stay usable, which they are not
 * when one element alone is full. Where pages cannot, as on an iPhone, the bare video can.
 */
export function useFullScreen(video: () => HTMLVideoElement | null, page: Document = document) {
  const isFull = shallowRef(false);
  useEventListener(page, 'fullscreenchange', () => {
    isFull.value = page.fullscreenElement !== null;
  });

  async function toggle(): Promise<void> {
    try {
      if (page.fullscreenElement !== null) await page.exitFullscreen();
      else if (page.fullscreenEnabled) await page.documentElement.requestFullscreen();
      else fillWith(video());
    } catch {
      // Refused, as in a frame that may not: all stays as it is.
    }
  }

  return { isFull, toggle };
}

import { useEventListener } from '@vueuse/core';
import { actionOf, type Focus, type RoomAction } from './shortcuts.rules.js';

export interface RoomKeyHandlers {
  /** Called once for a press. For `talk`, `holding` tells press from release. */
  readonly onAction: (action: RoomAction, holding: boolean) => void;
}

/** Listens to the keys of the room on the whole page until the scope ends. */
export function useRoomKeys({ onAction }: RoomKeyHandlers): void {
  let talking = false;
  const stopTalking = () => {
    if (talking) onAction('talk', false);
    talking = false;
  };

  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    const action = event.defaultPrevented ? null : actionOf(event, focusOf(event.target));
    if (action === null) return;
    if (action !== 'close') event.preventDefault();
    if (event.repeat) return;
    if (action === 'talk') talking = true;
    onAction(action, true);
  });
  useEventListener(window, 'keyup', (event: KeyboardEvent) => {
    if (event.code === 'Space') stopTalking();
  });
  // The release of a key is not told to a page that lost the focus meanwhile.
  useEventListener(window, 'blur', stopTalking);
}

/** Menus and dialogs have keys of their own, so a letter in them is as good as typed. */
const TYPING =
  'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="menu"], [role$="dialog"]';
const CONTROL = 'button, a[href], summary';

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'elsewhere';
  if (target.closest(TYPING) !== null) return 'typing';
  return target.closest(CONTROL) === null ? 'elsewhere' : 'control';
}

import { useEventListener } from '@vueuse/core';
import { shallowRef } from 'vue';
import { readSetting, writeSetting } from '../../shared/settings.js';
import { actionOf, type Focus, type ReplayAction } from './keys.rules.js';

const lettersOn = shallowRef(readSetting('replayKeys') !== 'off');

/** Whether letters act on their own; kept on this device. */
export function useLetterKeys() {
  return {
    lettersOn,
    set: (isOn: boolean) => {
      lettersOn.value = isOn;
      writeSetting('replayKeys', isOn ? 'on' : 'off');
    },
  };
}

/** Listens to the keys of a replay on the whole page until the scope ends. */
export function useReplayKeys(onAction: (action: ReplayAction) => void): void {
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const action = actionOf(event, { focus: focusOf(event.target), letters: lettersOn.value });
    if (action === null) return;
    event.preventDefault();
    // What is held down goes on moving, but does not switch back and forth.
    if (event.repeat && action.type !== 'skip' && action.type !== 'volume') return;
    onAction(action);
  });
}

/** Menus and dialogs have keys of their own, so a letter in them is as good as typed. */
const TYPING =
  'input:not([type=checkbox], [type=range]), textarea, select, [contenteditable=""], [contenteditable="true"], [role="menu"], [role$="dialog"]';
const MOVING = '[role="slider"], [role="tablist"], [role="feed"], [role="listbox"], input[type=range]';
const CONTROL = 'button, a[href], summary, input';

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'elsewhere';
  if (target.closest(TYPING) !== null) return 'typing';
  if (target.closest(MOVING) !== null) return 'moving';
  return target.closest(CONTROL) === null ? 'elsewhere' : 'control';
}

import { readonly, ref, shallowRef } from 'vue';
import { readSetting, writeSetting } from '../../shared/settings.js';

const reads = ref(readSetting('readsChat') !== 'off');

/** Whether new messages are read aloud by screen readers on this device. */
export const readsChat = readonly(reads);

export function setReadsChat(on: boolean): void {
  reads.value = on;
  writeSetting('readsChat', on ? 'on' : 'off');
}

const PAUSE_MS = 1_500;

/**
 * Words for a polite live region: one message in full, several at once only as their number, so that a lively room does
 * not drown everything else.
 */
export function useAnnouncer(many: (n: number) => string, isOn: () => boolean = () => reads.value) {
  const words = shallowRef('');
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function say(text: string): void {
    if (!isOn()) return;
    waiting.push(text);
    timer ??= setTimeout(() => {
      words.value = waiting.length === 1 ? (waiting[0] ?? '') : many(waiting.length);
      waiting = [];
      timer = undefined;
    }, PAUSE_MS);
  }
  return { words, say };
}

import { onScopeDispose, readonly, ref, shallowRef } from 'vue';
import { readSetting, writeSetting } from '../../shared/settings.js';

const reads = ref(readSetting('readsChat') !== 'off');

/** Whether new messages are read aloud by screen readers on this device. */
export const readsChat = readonly(reads);

export function setReadsChat(on: boolean): void {
  reads.value = on;
  writeSetting('readsChat', on ? 'on' : 'off');
}

const PAUSE_MS = 1_500;
/** Long enough to be read; who browses the page later finds the message itself, as it is then. */
const SHOWN_MS = 10_000;

interface Waiting {
  readonly id: string;
  readonly text: string;
}

/**
 * Words for a polite live region: one message in full, several at once only as their number, so that a lively room does
 * not drown everything else.
 */
export function useAnnouncer(many: (n: number) => string, isOn: () => boolean = () => reads.value) {
  const words = shallowRef('');
  let waiting: Waiting[] = [];
  let saidIds: ReadonlySet<string> = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** @param id Of the message, to take it back by */
  function say(id: string, text: string): void {
    if (!isOn()) return;
    waiting.push({ id, text });
    if (timer === undefined || saidIds.size > 0) again(speak, PAUSE_MS);
  }

  /** What was said there is no longer so: it is neither read out nor left standing in the page. */
  function takeBack(id: string): void {
    waiting = waiting.filter((one) => one.id !== id);
    if (saidIds.has(id)) fallSilent();
  }

  function speak(): void {
    timer = undefined;
    if (waiting.length === 0) return;
    words.value = waiting.length === 1 ? (waiting[0]?.text ?? '') : many(waiting.length);
    saidIds = new Set(waiting.map(({ id }) => id));
    waiting = [];
    again(fallSilent, SHOWN_MS);
  }

  function fallSilent(): void {
    words.value = '';
    saidIds = new Set();
    again(speak, PAUSE_MS);
  }

  function again(what: () => void, ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(what, ms);
  }

  onScopeDispose(() => {
    clearTimeout(timer);
  });
  return { words, say, takeBack };
}

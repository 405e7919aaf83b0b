import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useLessonWords } from '../lessons/index.js';
import { timeText } from '../shared/time.js';

/** The time at which something was told by the server (ms), as the clock on my wall shows it. */
export function useAsOf(updatedAtMs: Readonly<Ref<number>>) {
  const { locale } = useI18n();
  const words = useLessonWords();
  return computed(() => timeText(new Date(updatedAtMs.value), words.zone(), locale.value));
}

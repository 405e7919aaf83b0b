import { onScopeDispose, ref, type Ref } from 'vue';

/** False at first, true after `delayMs`: for what should not flash when the answer is quick. */
export function useLate(delayMs: number): Readonly<Ref<boolean>> {
  const late = ref(false);
  const timer = setTimeout(() => (late.value = true), delayMs);
  onScopeDispose(() => {
    clearTimeout(timer);
  });
  return late;
}

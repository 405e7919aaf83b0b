import { shallowRef } from 'vue';

/** One piece of work that a person asks for and may ask for again: whether it goes on, and why it failed the last time. */
export function useAttempt() {
  const busy = shallowRef(false);
  const error = shallowRef<unknown>(null);

  /** Never throws; what the work throws becomes `error`. */
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    busy.value = true;
    error.value = null;
    try {
      await work();
    } catch (failure) {
      error.value = failure;
    } finally {
      busy.value = false;
    }
  }

  return { busy, error, attempt };
}

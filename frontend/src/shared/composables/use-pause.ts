import { onScopeDispose, ref } from 'vue';

/** A pause that the server asked for, counted down in whole seconds; `onOver` is told of its end. */
export function usePause(onOver: () => void = () => undefined) {
  const leftSec = ref(0);
  let ticking: ReturnType<typeof setInterval> | undefined;

  function begin(seconds: number): void {
    clearInterval(ticking);
    const until = Date.now() + seconds * 1000;
    leftSec.value = seconds;
    ticking = setInterval(() => {
      leftSec.value = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      if (leftSec.value > 0) return;
      clearInterval(ticking);
      onOver();
    }, 250);
  }

  onScopeDispose(() => {
    clearInterval(ticking);
  });
  return { leftSec, begin };
}

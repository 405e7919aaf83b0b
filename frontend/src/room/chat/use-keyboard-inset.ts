import { useEventListener } from '@vueuse/core';
import { shallowRef, type Ref } from 'vue';

/**
 * How much of the window's lower end a virtual keyboard covers, in pixels. Browsers that make the page smaller instead, as
 * its viewport asks for, cover nothing.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/API/VisualViewport
 */
export function useKeyboardInset(view: Window = window): Readonly<Ref<number>> {
  const inset = shallowRef(0);
  const viewport = view.visualViewport;
  if (viewport === null) return inset;
  const measure = () => {
    // While pinched, the viewport is smaller for another reason.
    const hidden = viewport.scale > 1 ? 0 : view.innerHeight - viewport.height - viewport.offsetTop;
    inset.value = Math.max(0, Math.round(hidden));
  };
  useEventListener(viewport, 'resize', measure);
  useEventListener(viewport, 'scroll', measure);
  return inset;
}

import { onScopeDispose, ref, type Ref } from 'vue';

/** Whether the browser believes to have a network. Small on purpose: it is part of the first load. */
export function useOnline(view: Window = window): Readonly<Ref<boolean>> {
  const online = ref(view.navigator.onLine);
  const update = () => (online.value = view.navigator.onLine);
  view.addEventListener('online', update);
  view.addEventListener('offline', update);
  onScopeDispose(() => {
    view.removeEventListener('online', update);
    view.removeEventListener('offline', update);
  });
  return online;
}

import { shallowRef, watch, type Ref } from 'vue';

/** What happened to one's right to speak and was not yet taken note of. */
export type FloorNews = 'granted' | 'revoked';

/** Tells when the right to speak changes while one is inside, until that is dismissed. */
export function useFloor(maySpeak: Readonly<Ref<boolean>>) {
  const news = shallowRef<FloorNews | null>(null);
  watch(maySpeak, (may) => {
    news.value = may ? 'granted' : 'revoked';
  });
  return {
    news,
    dismiss: () => {
      news.value = null;
    },
  };
}

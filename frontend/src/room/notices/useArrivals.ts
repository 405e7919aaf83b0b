import { onScopeDispose, watch, type Ref } from 'vue';
import type { Person } from '../media/roster.rules.js';
import { movement, type Movement } from './arrivals.rules.js';

const COLLECT_MS = 1_500;

/**
 * Tells who came and went, collected for a moment. Whoever is there when one comes in is not news.
 *
 * @param watching Nothing is told while this is false, and what happened meanwhile never is.
 */
export function useArrivals(
  people: Ref<readonly Person[]>,
  watching: Ref<boolean>,
  tell: (news: Movement) => void,
): void {
  let told: ReadonlyMap<string, string> | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const names = () => new Map(people.value.map(({ userId, name }) => [userId, name]));
  const forget = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  watch(
    [people, watching] as const,
    () => {
      if (!watching.value) {
        told = null;
        forget();
        return;
      }
      timer ??= setTimeout(() => {
        timer = null;
        const now = names();
        const news = told === null ? { joined: [], left: [] } : movement(told, now);
        told = now;
        if (news.joined.length > 0 || news.left.length > 0) tell(news);
      }, COLLECT_MS);
    },
    { immediate: true },
  );
  onScopeDispose(forget);
}

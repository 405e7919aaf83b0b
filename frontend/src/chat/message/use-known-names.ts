import type { MessageView } from '@seodang/contracts/chat';
import type { RoomPerson } from '@seodang/contracts/rooms';
import { computed, shallowRef, watch, type Ref } from 'vue';
import { chatApi } from '../chat.api.js';
import type { KnownNames } from './text.rules.js';

const MAX_ASKED = 100;

/**
 * The names that texts of a room may hold: of who wrote there, and of the first hundred members as soon as somebody is
 * mentioned who did not.
 */
export function useKnownNames(
  messages: Ref<readonly MessageView[]>,
  { roomId, me, channels }: { roomId: string; me: RoomPerson; channels: Ref<readonly string[]> },
) {
  const members = shallowRef<ReadonlyMap<string, string>>(new Map());
  const authors = computed(
    () =>
      new Map([
        [me.id as string, me.name],
        ...messages.value.map(({ author }) => [author.id, author.name] as const),
      ]),
  );
  const hasStranger = computed(() =>
    messages.value.some(({ mentions }) => mentions.some((id) => !authors.value.has(id))),
  );
  const stop = watch(
    hasStranger,
    async (has) => {
      if (!has) return;
      queueMicrotask(() => {
        stop();
      });
      const page = await chatApi.members(roomId, { limit: MAX_ASKED }).catch(() => null);
      members.value = new Map(page?.items.map(({ id, name }) => [id, name]));
    },
    { immediate: true },
  );
  const names = computed<KnownNames>(() => ({
    people: [...new Set([...authors.value.values(), ...members.value.values()])],
    me: me.name,
    channels: channels.value,
  }));
  return { names, nameOf: (id: string) => authors.value.get(id) ?? members.value.get(id) };
}

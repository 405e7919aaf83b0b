import type { RoomPerson, RoomView } from '@seodang/contracts/rooms';
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { chatApi } from '../chat.api.js';
import type { MentionQuery } from './mention.rules.js';

/** Something that can be put into the text. `id` is null for a channel: it mentions nobody. */
export interface MentionChoice {
  readonly key: string;
  readonly name: string;
  readonly userId: string | null;
  readonly part: RoomPerson['part'] | null;
}

const ASK_AFTER_MS = 150;
const MAX_SHOWN = 8;

/** What can be picked for the mention that is being written. */
export function useMentionPicker(
  query: Ref<MentionQuery | null>,
  { room, channels, myId }: { room: Ref<RoomView>; channels: Ref<readonly string[]>; myId: string },
) {
  const people = shallowRef<readonly RoomPerson[]>([]);
  const highlighted = shallowRef(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;

  async function ask(search: string): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    try {
      const page = await chatApi.members(
        room.value.id,
        { ...(search === '' ? {} : { search }), limit: MAX_SHOWN + 1 },
        signal,
      );
      people.value = page.items.filter(({ id }) => id !== myId);
    } catch {
      // Without an answer a name can still be written by hand.
    }
  }

  watch(query, (now) => {
    highlighted.value = 0;
    clearTimeout(timer);
    if (now?.kind !== '@') {
      people.value = [];
      return;
    }
    timer = setTimeout(() => void ask(now.words), people.value.length === 0 ? 0 : ASK_AFTER_MS);
  });
  onScopeDispose(() => {
    clearTimeout(timer);
    asking?.abort();
  });

  const choices = computed<readonly MentionChoice[]>(() => {
    if (query.value === null) return [];
    const { kind, words } = query.value;
    const all =
      kind === '@'
        ? people.value.map(({ id, name, part }) => ({ key: id, name, userId: id, part }))
        : channels.value.map((name) => ({ key: name, name, userId: null, part: null }));
    const wanted = words.toLocaleLowerCase();
    return all.filter(({ name }) => name.toLocaleLowerCase().includes(wanted)).slice(0, MAX_SHOWN);
  });

  /** Moves the highlight, round the ends. */
  function move(step: 1 | -1): void {
    const { length } = choices.value;
    if (length > 0) highlighted.value = (highlighted.value + step + length) % length;
  }

  return { choices, highlighted, move };
}

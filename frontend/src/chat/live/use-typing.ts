import type { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { LiveChannel } from '../../shared/live-channel/index.js';
import { stillTyping, withTyping, type Typists } from './typing.rules.js';

const SWEEP_MS = 1_000;
const TELL_EVERY_MS = 3_000;
const STOPPED_MS = 4_000;

/** Who else types in a room, and telling the others that one does oneself. */
export function useTyping(roomId: string, myId: string, channel: Pick<LiveChannel, 'tell'>) {
  const typists = shallowRef<Typists>(new Map());
  const sweep = setInterval(() => (typists.value = stillTyping(typists.value, Date.now())), SWEEP_MS);

  function heard(event: { person: { id: string; name: string }; isTyping: boolean }): void {
    if (event.person.id !== myId) typists.value = withTyping(typists.value, event, Date.now());
  }

  let toldAtMs = 0;
  let stopping: ReturnType<typeof setTimeout> | undefined;
  const tell = (isTyping: boolean) => {
    channel.tell(destinations.act(roomId as RoomId, 'typing'), { isTyping });
  };
  /** To be called with each change of the text. */
  function typed(): void {
    clearTimeout(stopping);
    stopping = setTimeout(stopped, STOPPED_MS);
    if (Date.now() - toldAtMs < TELL_EVERY_MS) return;
    toldAtMs = Date.now();
    tell(true);
  }
  function stopped(): void {
    clearTimeout(stopping);
    if (toldAtMs > 0) tell(false);
    toldAtMs = 0;
  }

  onScopeDispose(() => {
    clearInterval(sweep);
    stopped();
  });
  return {
    names: computed(() => [...typists.value.values()].map(({ name }) => name)),
    heard,
    typed,
    stopped,
  };
}

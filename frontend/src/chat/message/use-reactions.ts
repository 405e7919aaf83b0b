import type { MessageView } from '@seodang/contracts/chat';
import { shallowRef } from 'vue';
import { withReaction } from './message.rules.js';

interface Wish {
  readonly emoji: string;
  readonly isOn: boolean;
  /** Of the message when it was wished: the next version says what became of it. */
  readonly version: number;
}

/** One's own reactions, shown before the server has them; what it refuses goes away again. */
export function useReactions(
  myId: string,
  react: (message: MessageView, emoji: string, isOn: boolean) => Promise<boolean>,
) {
  const wishes = shallowRef<ReadonlyMap<string, Wish>>(new Map());

  function set(messageId: string, wish: Wish | null): void {
    const next = new Map(wishes.value);
    if (wish === null) next.delete(messageId);
    else next.set(messageId, wish);
    wishes.value = next;
  }

  async function wishFor(message: MessageView, emoji: string, isOn: boolean): Promise<void> {
    set(message.id, { emoji, isOn, version: message.version });
    if (!(await react(message, emoji, isOn))) set(message.id, null);
  }

  /** The message as one wants to see it. */
  function shown(message: MessageView): MessageView {
    const wish = wishes.value.get(message.id);
    if (wish === undefined || message.version > wish.version) return message;
    return { ...message, reactions: withReaction(message.reactions, myId, wish) };
  }

  return { shown, react: wishFor };
}

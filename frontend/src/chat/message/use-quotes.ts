import type { MessageView } from '@seodang/contracts/chat';
import type { Ref } from 'vue';
import { useI18n } from 'vue-i18n';

/**
 * What messages show of those that they answer: not the words of one that was deleted since, nor of somebody who is
 * blocked, as far as it is listed.
 *
 * @param messages Of the room, by position and without a hole.
 */
export function useQuotes(messages: Ref<readonly MessageView[]>, isBlocked: (userId: string) => boolean) {
  const { t } = useI18n();

  function inPlaceOf(seq: number): string | null {
    const answered = messages.value[seq - (messages.value[0]?.seq ?? 0)];
    if (answered === undefined) return null;
    if (answered.deletedAt !== null) return t('chat.message.deleted');
    return isBlocked(answered.author.id) ? t('chat.message.blocked') : null;
  }

  /** The message as one is to see it. */
  function shown(message: MessageView): MessageView {
    const { replyTo } = message;
    const excerpt = replyTo && inPlaceOf(replyTo.seq);
    return replyTo && excerpt !== null ? { ...message, replyTo: { ...replyTo, excerpt } } : message;
  }

  return { shown };
}

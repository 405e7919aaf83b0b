import type { MessageView, ReportReason } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { destinations, type RoomAction } from '@seodang/contracts/live/destinations';
import { useI18n } from 'vue-i18n';
import { errorTextKey } from '../shared/errors.js';
import type { LiveChannel } from '../shared/live-channel/index.js';
import { toasts } from '../shared/ui/toasts.js';
import { MAX_MENTIONS, stillNamed } from './composer/mention.rules.js';

/** What is done to messages of a room over the live connection. Each gives whether it was done; if not, that is said. */
export function useMessageActs(
  roomId: string,
  channel: Pick<LiveChannel, 'send'>,
  nameOf: (userId: string) => string | undefined,
) {
  const { t } = useI18n();

  async function act(action: RoomAction, body: unknown): Promise<boolean> {
    try {
      await channel.send(destinations.act(roomId as RoomId, action), body);
      return true;
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
      return false;
    }
  }

  return {
    /** @param change `mentions`: whom it names besides those whom it named before. */
    edit: (message: MessageView, { text, mentions }: { text: string; mentions: readonly string[] }) => {
      const named = new Set<string>([...stillNamed(message, text, nameOf), ...mentions]);
      return act('edit', { messageId: message.id, text, mentions: [...named].slice(0, MAX_MENTIONS) });
    },
    remove: ({ id }: MessageView, reason: string) => act('delete', { messageId: id, reason }),
    react: ({ id }: MessageView, emoji: string, isOn: boolean) =>
      act('react', { messageId: id, emoji, isOn }),
    pin: ({ id }: MessageView, isPinned: boolean) => act('pin', { messageId: id, isPinned }),
    report: ({ id }: MessageView, reason: ReportReason, words: string) =>
      act('report', { messageId: id, reason, words }),
  };
}

import { RoomListEvent } from '@seodang/contracts/chat';
import { destinations } from '@seodang/contracts/live/destinations';
import { onScopeDispose } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { isMuted, useRoomList } from '../chat/index.js';
import { useLiveChannel } from '../shared/live-channel/index.js';
import { toasts } from '../shared/ui/toasts.js';

type Mention = Extract<RoomListEvent, { type: 'mentioned' }>;

/** Says at the edge of the page that somebody named this person in a room that is not open, with the way there. */
export function useMentionToasts(): void {
  const { t } = useI18n();
  const router = useRouter();
  const { find } = useRoomList();
  const told = new Set<string>();

  const stop = useLiveChannel().subscribe(destinations.myRooms, {
    onBody: (body) => {
      const event = RoomListEvent.safeParse(body).data;
      if (event?.type === 'mentioned' && !told.has(event.messageId)) tell(event);
    },
  });
  onScopeDispose(stop);

  function tell({ roomId, messageId, seq, authorName, excerpt }: Mention): void {
    told.add(messageId);
    const { name, params } = router.currentRoute.value;
    if (name === 'message-room' && params.roomId === roomId) return;
    const mute = find(roomId)?.room.mute ?? null;
    if (isMuted(mute, Date.now()) && mute?.mentionsPass !== true) return;
    const run = () => {
      void router.push({ name: 'message-room', params: { roomId }, query: { at: seq } });
    };
    toasts.show({
      text: t('messages.mentioned', { name: authorName, excerpt }),
      action: { label: t('messages.show'), run },
    });
  }
}

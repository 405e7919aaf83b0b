import { useEventListener } from '@vueuse/core';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { useRoomList } from '../chat/index.js';
import { groupRooms, inOrder } from './room-groups.rules.js';

/** Alt with the up and down arrows leads to the room above and below, also while one writes. */
export function useRoomKeys(): void {
  const router = useRouter();
  const { locale } = useI18n();
  const { items } = useRoomList();
  const rooms = computed(() => inOrder(groupRooms(items.value ?? [], locale.value)));

  useEventListener(document, 'keydown', (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || !event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const here = rooms.value.findIndex(({ room }) => room.id === router.currentRoute.value.params.roomId);
    const next = rooms.value[here < 0 ? 0 : here + step];
    if (next === undefined) return;
    event.preventDefault();
    void router.push({ name: 'message-room', params: { roomId: next.room.id } });
  });
}

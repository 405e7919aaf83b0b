import type { RoomView } from '@seodang/contracts/rooms';
import { computed, type Ref } from 'vue';
import { useRoomList } from './use-room-list.js';

/** Names of the channels of a room's course, for `#channel`. */
export function useChannelNames(room: Ref<RoomView>) {
  const { items } = useRoomList();
  return computed(() => {
    const courseId = room.value.course?.id;
    if (courseId === undefined) return [];
    const channels = (items.value ?? []).filter(
      ({ room: { kind, course } }) => kind === 'channel' && course?.id === courseId,
    );
    return channels.map(({ room: { name } }) => name);
  });
}

import { RoomListEvent } from '@seodang/contracts/chat';
import { destinations } from '@seodang/contracts/live/destinations';
import { useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose } from 'vue';
import { useSession } from '../../identity/index.js';
import { useSharedNow } from '../../shared/composables/use-shared-now.js';
import { useLiveChannel } from '../../shared/live-channel/index.js';
import { queryClient } from '../../shared/query.js';
import { chatApi } from '../chat.api.js';
import {
  applyListEvent,
  badgeOf,
  toRows,
  withoutStepsBack,
  type HeldList,
  type RoomRow,
} from './room-list.rules.js';

const KEY = ['rooms'];

/** All rooms of the person with what is unread in them, kept current while somebody looks. */
export function useRoomList() {
  const { data, error, isFetching, refetch } = useQuery(
    { queryKey: KEY, queryFn: readList, staleTime: Infinity },
    queryClient,
  );
  onScopeDispose(follow());

  const now = useSharedNow();
  const items = computed<RoomRow[] | undefined>(() =>
    data.value === undefined ? undefined : toRows(data.value),
  );
  const badge = computed(() => badgeOf(items.value ?? [], now.value.getTime()));
  return {
    items,
    error,
    isFetching,
    refetch,
    unreadTotal: computed(() => badge.value.unread),
    mentionTotal: computed(() => badge.value.mentions),
    find: (roomId: string) => items.value?.find(({ room }) => room.id === roomId),
  };
}

async function readList(): Promise<HeldList> {
  const fresh = await chatApi.rooms();
  return withoutStepsBack(fresh, queryClient.getQueryData<HeldList>(KEY));
}

/** Asks for the list again, as after a room was made, muted or left. */
export function renewRoomList(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: KEY });
}

/** Moves one's own read pointer here before the server's word about it is back. */
export function markListRead(roomId: string, readSeq: number): void {
  // Threads and old lessons are read too, but are not in the list.
  const list = queryClient.getQueryData<HeldList>(KEY);
  if (list?.items.some(({ room }) => room.id === roomId) !== true) return;
  change({ type: 'read', roomId: roomId as never, readSeq });
}

let followers = 0;
let stop: () => void = () => undefined;

/** One subscription, however many look at the list. Gives the end of this look. */
function follow(): () => void {
  followers += 1;
  if (followers === 1) {
    stop = useLiveChannel().subscribe(destinations.myRooms, {
      onBody: (body) => {
        const event = RoomListEvent.safeParse(body);
        if (event.success) change(event.data);
        else void renewRoomList();
      },
      onLive: () => {
        void renewRoomList();
        void sendWhatWaits();
      },
    });
  }
  return () => {
    followers -= 1;
    if (followers === 0) stop();
  };
}

/** What a former page could not send goes out on any page, not only where a room is open. */
async function sendWhatWaits(): Promise<void> {
  const { user } = useSession();
  if (user === null) return;
  const { useOutbox } = await import('../outbox/use-outbox.js');
  useOutbox(user.id);
}

function change(event: RoomListEvent): void {
  const list = queryClient.getQueryData<HeldList>(KEY);
  if (list === undefined) return;
  const next = applyListEvent(list, event, useSession().user?.id ?? '');
  if (next === null) void renewRoomList();
  else queryClient.setQueryData(KEY, next);
}

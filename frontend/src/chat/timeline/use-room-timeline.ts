import type { MessageView } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { useDocumentVisibility } from '@vueuse/core';
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { dayKey } from '../../shared/time.js';
import { useLiveChannel, type LiveChannel } from '../../shared/live-channel/index.js';
import { myZone } from '../my-zone.js';
import { chatApi } from '../chat.api.js';
import { useTyping } from '../live/use-typing.js';
import type { Outbox } from '../outbox/outbox.js';
import { notArrived } from '../outbox/outbox.rules.js';
import { useOutbox } from '../outbox/use-outbox.js';
import { markListRead, renewRoomList } from '../rooms/use-room-list.js';
import { RoomFeed } from './room-feed.js';
import { countNew, rowsOf } from './rows.rules.js';
import { endSeq, isAtNewest } from './timeline.rules.js';

interface TimelineOptions {
  readonly roomId: string;
  readonly me: { readonly id: string };
  /** Up to where it was read when it was opened; null draws no line. */
  readonly readSeq: number | null;
  /** A position to open at, in place of the newest. */
  readonly around?: number | undefined;
  /** Whose typing is nobody's business here. */
  readonly isBlocked?: (userId: string) => boolean;
  readonly onAdded?: (message: MessageView) => void;
  readonly onReworded?: (message: MessageView) => void;
  readonly channel?: LiveChannel;
  readonly outbox?: Outbox;
  readonly api?: typeof chatApi;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A room as its list shows it, kept current until the scope ends: messages, what is on its way, what is unread, who types. */
export function useRoomTimeline(options: TimelineOptions) {
  const { roomId, me, channel = useLiveChannel(), outbox = useOutbox(me.id), api = chatApi } = options;
  const typing = useTyping(roomId, me.id, channel);
  const feed = new RoomFeed(roomId, {
    api,
    channel,
    wait,
    onTyping: (event) => {
      if (options.isBlocked?.(event.person.id) !== true) typing.heard(event);
    },
    onRoomChanged: () => void renewRoomList(),
    onAdded: (message) => {
      typing.heard({ person: message.author, isTyping: false });
      if (message.author.id === me.id) outbox.arrived(message.clientId);
      options.onAdded?.(message);
    },
    onReworded: (message) => options.onReworded?.(message),
  });
  // Who has never been in a room begins at its end: what was said before they came is not news to them.
  const after = options.readSeq !== null && options.readSeq > 0 ? options.readSeq : undefined;
  outbox.readAnew(roomId);
  onScopeDispose(feed.start({ around: options.around, after }));

  const messages = computed(() => feed.timeline.value.run);
  const ofRoom = computed(() => outbox.outgoing.value.filter((one) => one.roomId === roomId));
  const outgoing = computed(() => notArrived(ofRoom.value, messages.value));
  // Also what came with a page, so that it is not missed when that page is let go of.
  watch([ofRoom, outgoing], ([all, left]) => {
    for (const one of all) if (!left.includes(one)) outbox.arrived(one.clientId);
  });
  const reading = useReading({ roomId, me, feed, channel, readSeq: options.readSeq });
  const zone = myZone();
  /** Where the newest cannot be had, what one says stands behind what there is. */
  const showsEnd = computed(() => isAtNewest(feed.timeline.value) || feed.failure.value !== null);
  const rows = computed(() =>
    rowsOf({
      messages: messages.value,
      outgoing: showsEnd.value ? outgoing.value : [],
      me: me as Parameters<typeof rowsOf>[0]['me'],
      readSeq: reading.dividerSeq.value,
      dayOf: (instant) => dayKey(instant, zone),
    }),
  );
  return { feed, outbox, messages, rows, typing, ...reading };
}

interface ReadingOptions {
  readonly roomId: string;
  readonly me: { readonly id: string };
  readonly feed: RoomFeed;
  readonly channel: Pick<LiveChannel, 'send' | 'state'>;
  readonly readSeq: number | null;
}

const MARK_EVERY_MS = 1_000;

/** What the person has seen: the line before what is new, how much of it is below, and the read pointer at the server. */
function useReading({ roomId, me, feed, channel, readSeq }: ReadingOptions) {
  const visibility = useDocumentVisibility();
  /** Whether the list shows its end. */
  const atEnd = shallowRef(false);
  const dividerSeq = shallowRef(readSeq);
  const seenSeq = shallowRef(readSeq ?? 0);
  const end = computed(() => endSeq(feed.timeline.value));
  const isLooking = computed(() => atEnd.value && visibility.value === 'visible');
  const marked = useMarkRead(roomId, channel);

  watch(
    [isLooking, end],
    ([looks, seq]) => {
      if (!looks || seq === 0 || !feed.follows) return;
      seenSeq.value = Math.max(seenSeq.value, seq);
      marked(seq);
    },
    { immediate: true },
  );
  // Who comes back to the page finds the line before what came meanwhile.
  watch(visibility, (now) => {
    if (now === 'hidden') dividerSeq.value = Math.max(dividerSeq.value ?? 0, seenSeq.value);
  });
  /** The list shows what is at a position: everything up to there is read, wherever one stops. */
  function saw(seq: number): void {
    const isRightBelow = (feed.timeline.value.run[0]?.seq ?? 0) <= seenSeq.value + 1;
    if (visibility.value !== 'visible' || seq <= seenSeq.value || !isRightBelow) return;
    seenSeq.value = seq;
    marked(seq);
  }
  const newCount = computed(() => {
    const { run, lastSeq } = feed.timeline.value;
    if (isLooking.value && feed.follows) return 0;
    const beyond = Math.max(0, lastSeq - Math.max(end.value, seenSeq.value));
    return countNew(run, seenSeq.value, me.id) + beyond;
  });
  return { atEnd, dividerSeq, newCount, saw, clearDivider: () => (dividerSeq.value = null) };
}

/** Moves the read pointer up: here at once, at the server at most once a second, and again with a new connection. */
function useMarkRead(roomId: string, channel: Pick<LiveChannel, 'send' | 'state'>): (seq: number) => void {
  let wanted = 0;
  let kept = 0;
  let sentAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = async () => {
    timer = undefined;
    sentAt = Date.now();
    const seq = wanted;
    if (seq <= kept || channel.state.value.phase !== 'open') return;
    try {
      await channel.send(destinations.act(roomId as RoomId, 'read'), { seq });
      kept = Math.max(kept, seq);
    } catch {
      // It is marked with the next message, or when the connection stands anew.
    }
  };
  const stop = watch(channel.state, ({ phase }) => {
    if (phase === 'open') void send();
  });
  onScopeDispose(() => {
    stop();
    clearTimeout(timer);
    void send();
  });
  return (seq) => {
    if (seq <= wanted) return;
    wanted = seq;
    markListRead(roomId, seq);
    timer ??= setTimeout(() => void send(), Math.max(0, sentAt + MARK_EVERY_MS - Date.now()));
  };
}

import { nextTick, shallowRef, watch, type Ref } from 'vue';
import type { RoomFeed } from './room-feed.js';
import type { Row } from './rows.rules.js';

interface List {
  toEnd: () => void;
  /** Gives whether the row is there. */
  show: (isWanted: (row: Row) => boolean) => Promise<boolean>;
}

const FOUND_MS = 3_000;

/**
 * Ways to messages that are elsewhere in a room; what one is led to is marked for a moment.
 *
 * @param around A position to begin at.
 */
export function useJumps(
  feed: Pick<RoomFeed, 'state' | 'showAround' | 'showNewest'>,
  list: Readonly<Ref<List | null>>,
  around: number | undefined,
) {
  const foundSeq = shallowRef<number | null>(null);

  async function jumpTo(seq: number): Promise<void> {
    await feed.showAround(seq);
    const isThere = await list.value?.show((row) => row.kind === 'message' && row.message.seq === seq);
    if (isThere !== true) return;
    foundSeq.value = seq;
    setTimeout(() => (foundSeq.value = null), FOUND_MS);
  }

  async function toNewest(): Promise<void> {
    await feed.showNewest();
    await nextTick();
    list.value?.toEnd();
  }

  if (around !== undefined) {
    const stop = watch(
      feed.state,
      async (state) => {
        if (state !== 'ready') return;
        await nextTick();
        stop();
        await jumpTo(around);
      },
      { flush: 'post' },
    );
  }

  return { foundSeq, jumpTo, toNewest };
}

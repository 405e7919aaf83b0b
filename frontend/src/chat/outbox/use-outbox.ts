import { watch } from 'vue';
import { useLiveChannel } from '../../shared/live-channel/index.js';
import { newId } from '../../shared/new-id.js';
import { BrowserOutboxStore } from './outbox-store.js';
import { Outbox } from './outbox.js';

let current: { userId: string; outbox: Outbox; stop: () => void } | null = null;

/** The outbox of the person who is signed in: one a page, sending whenever the connection stands. */
export function useOutbox(userId: string): Outbox {
  if (current?.userId === userId) return current.outbox;
  current?.stop();
  const channel = useLiveChannel();
  const outbox = new Outbox({
    userId,
    store: new BrowserOutboxStore(),
    channel,
    newId,
    now: () => new Date(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const stopWatching = watch(channel.state, ({ phase }) => {
    if (phase === 'open') outbox.flush();
  });
  const stop = () => {
    stopWatching();
    outbox.close();
  };
  current = { userId, outbox, stop };
  void outbox.restore();
  return outbox;
}

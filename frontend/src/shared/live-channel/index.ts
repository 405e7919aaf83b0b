import { ChatTicket } from '@seodang/contracts/rooms';
import { accessTokens } from '../access-tokens.js';
import { http } from '../http.js';
import { LiveChannel } from './live-channel.js';
import { openStompSocket } from './stomp-socket.js';

export type { ChannelState, LiveChannel, LiveReader } from './live-channel.js';

let channel: LiveChannel | null = null;

/** The page's live connection. It is made when first asked for, and opened when first read. */
export function useLiveChannel(): LiveChannel {
  channel ??= makeChannel();
  return channel;
}

function makeChannel(): LiveChannel {
  const made = new LiveChannel({
    openSocket: openStompSocket,
    getTicket: async () => (await http.post('/chat-ticket', ChatTicket)).ticket,
    wait: (ms, done) => {
      const timer = setTimeout(done, ms);
      return () => {
        clearTimeout(timer);
      };
    },
    now: () => Date.now(),
    random: () => Math.random(),
  });
  followSession(made);
  window.addEventListener('online', () => {
    made.tryNow();
  });
  window.addEventListener('offline', () => {
    made.giveUp();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) made.tryNow();
  });
  return made;
}

/** What one person may read is not for the next one at this browser. */
function followSession(made: LiveChannel): void {
  let signedInAs: string | undefined;
  accessTokens.onChange((session) => {
    const before = signedInAs;
    signedInAs = session?.user.id;
    if (before !== undefined && before !== signedInAs) made.end();
    if (session !== null) made.begin();
  });
}

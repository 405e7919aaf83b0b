const PROBE_TIMEOUT_MS = 4_000;

/**
 * Whether a WebSocket can be opened there right now. Opens one and closes it again, saying nothing.
 *
 * @param url `ws:` or `wss:` address.
 */
export function reachable(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const settle = (open: boolean) => {
      clearTimeout(timer);
      socket.onopen = socket.onerror = socket.onclose = null;
      socket.close();
      resolve(open);
    };
    const timer = setTimeout(settle, PROBE_TIMEOUT_MS, false);
    socket.onopen = () => {
      settle(true);
    };
    socket.onerror = () => {
      settle(false);
    };
    socket.onclose = () => {
      settle(false);
    };
  });
}

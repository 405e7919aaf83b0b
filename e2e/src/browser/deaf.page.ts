/** Runs in the page before the app, as a tampered client might: it never hears what the backend decides about its person. */
export function hearNoDecisions(): void {
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', (event: MessageEvent) => {
        if (String(event.data).includes('seodang-')) event.stopImmediatePropagation();
      });
    }
  };
}

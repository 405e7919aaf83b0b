import type { ApiError } from '../errors.js';

/** One connection to the chat-server, from its CONNECTED to its end. It is never used again after that. */
export interface LiveSocket {
  /** Asks to read a destination; its RECEIPT comes to `onReceipt`. The subscription's id is the destination. */
  subscribe: (destination: string, receiptId: string) => void;
  unsubscribe: (destination: string) => void;
  /** @param receiptId Asked back when it is done; null for what nobody waits for. */
  send: (destination: string, body: unknown, receiptId: string | null) => void;
  close: () => void;
}

export interface Farewell {
  readonly error: ApiError;
  /** The server goes away and asks its clients back, each at a moment of its own. */
  readonly comeBackInMs: number | null;
}

export interface LiveSocketEvents {
  readonly onOpen: () => void;
  readonly onReceipt: (receiptId: string) => void;
  /** @param receiptId Of the frame that this answers, when it answers one. */
  readonly onMessage: (destination: string, body: unknown, receiptId: string | undefined) => void;
  /** Called once, whether the connection ever stood or not, with what the server said last, if it said a word. */
  readonly onClosed: (farewell: Farewell | null) => void;
}

/** Begins to connect with a ticket. What becomes of it comes through the events; it rejects if it cannot even begin. */
export type OpenLiveSocket = (ticket: string, events: LiveSocketEvents) => Promise<LiveSocket>;

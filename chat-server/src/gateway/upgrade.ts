import type { IncomingMessage } from 'node:http';

const PATH = '/chat';
/** The best first. @see STOMP 1.2, and the registry of WebSocket sub-protocols at IANA */
const SUB_PROTOCOLS = ['v12.stomp', 'v11.stomp', 'v10.stomp'];

export interface Refusal {
  readonly status: string;
  readonly reason: 'path' | 'origin' | 'full';
}

/**
 * Why a WebSocket is not opened. A browser always says which page asks for it, and only our own may; programs say
 * nothing. The address has no query: a ticket in it would end up in logs.
 */
export function refusalOf(
  { url, headers }: IncomingMessage,
  house: { readonly origin: string; readonly isFull: boolean },
): Refusal | null {
  if (url !== PATH) return { status: '404 Not Found', reason: 'path' };
  if (headers.origin !== undefined && headers.origin !== house.origin) {
    return { status: '403 Forbidden', reason: 'origin' };
  }
  return house.isFull ? { status: '503 Service Unavailable\r\nRetry-After: 2', reason: 'full' } : null;
}

/** The sub-protocol to answer with; none when the client offers none of STOMP's. */
export function subProtocol(offered: ReadonlySet<string>): string | false {
  return SUB_PROTOCOLS.find((protocol) => offered.has(protocol)) ?? false;
}

/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- stompjs declares the shapes of its options as classes */
import type { Client, IFrame } from '@stomp/stompjs';
import { Problem } from '@seodang/contracts/problem';
import { ApiError } from '../errors.js';
import type { Farewell, LiveSocket, LiveSocketEvents } from './live-socket.js';

const BEAT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;
const LONGEST_ASKED_MS = 60_000;

/** Opens a connection by stompjs, which is loaded when it is first needed. */
export async function openStompSocket(ticket: string, events: LiveSocketEvents): Promise<LiveSocket> {
  const { Client: StompClient, Versions } = await import('@stomp/stompjs');
  const client = new StompClient({
    brokerURL: chatAddress(),
    stompVersions: new Versions([Versions.V1_2]),
    connectHeaders: { passcode: ticket },
    connectionTimeout: CONNECT_TIMEOUT_MS,
    heartbeatIncoming: BEAT_MS,
    heartbeatOutgoing: BEAT_MS,
    // A half-open socket would else be waited for until its close is answered, which is never.
    discardWebsocketOnCommFailure: true,
    // A ticket is good for one CONNECT, so each attempt is a client of its own.
    reconnectDelay: 0,
  });
  listen(client, events);
  client.activate();
  return socketOf(client, events);
}

function listen(client: Client, events: LiveSocketEvents): void {
  let lastWord: Farewell | null = null;
  let isClosed = false;
  client.onConnect = () => {
    events.onOpen();
  };
  client.onUnhandledReceipt = ({ headers }) => {
    events.onReceipt(headers['receipt-id'] ?? '');
  };
  client.onStompError = (frame) => {
    lastWord = toFarewell(frame);
  };
  client.onWebSocketClose = () => {
    if (isClosed) return;
    isClosed = true;
    events.onClosed(lastWord);
    void client.deactivate({ force: true });
  };
  // Browsers slow the timers of hidden pages down to one a minute, but not what arrives: a beat is answered by a beat.
  client.onHeartbeatReceived = () => {
    const socket = client.webSocket;
    if (document.hidden && socket?.readyState === WebSocket.OPEN) socket.send('\n');
  };
}

function socketOf(client: Client, events: LiveSocketEvents): LiveSocket {
  return {
    subscribe: (destination, receipt) => {
      const read = (frame: IFrame) => {
        events.onMessage(destination, parsed(frame.body), frame.headers['receipt-id']);
      };
      client.subscribe(destination, read, { id: destination, receipt });
    },
    unsubscribe: (destination) => {
      client.unsubscribe(destination);
    },
    send: (destination, body, receipt) => {
      const headers = { 'content-type': 'application/json', ...(receipt === null ? {} : { receipt }) };
      client.publish({ destination, headers, body: JSON.stringify(body) });
    },
    close: () => {
      // Without a farewell: what waits to be sent still goes out, and nobody waits for an answer that may never come.
      void client.deactivate({ force: true });
    },
  };
}

function chatAddress(): string {
  const address = new URL('/chat', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function toFarewell({ body, headers }: IFrame): Farewell {
  const error = problemToError(parsed(body)) ?? new ApiError('client.bad_answer');
  const askedMs = Number(headers['retry-after-ms']);
  return { error, comeBackInMs: askedMs >= 0 ? Math.min(askedMs, LONGEST_ASKED_MS) : null };
}

/** What a problem says, as the error that REST would have thrown; null for anything else. */
export function problemToError(body: unknown): ApiError | null {
  const problem = Problem.safeParse(body);
  if (!problem.success) return null;
  const { code, status, requestId, retryAfterSec, errors } = problem.data;
  return new ApiError(code, { status, requestId, retryAfterSec, fields: errors, details: problem.data });
}

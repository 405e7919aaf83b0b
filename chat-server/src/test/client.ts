import type { MessageView, RoomEvent, SendMessage } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { destinations, type RoomAction } from '@seodang/contracts/live/destinations';
import { Problem } from '@seodang/contracts/problem';
import { until } from '@seodang/testing/until';
import { Client, StompHeaders, type IFrame } from '@stomp/stompjs';
import { WebSocket } from 'ws';
import { newUuid } from '@seodang/server-kit/ids';

/** Somebody with the unmodified client of the web app. */
export class Talker {
  readonly #client: Client;
  readonly #problems = new Map<string, (problem: Problem) => void>();
  readonly received = new Map<string, unknown[]>();
  /** What the ERROR said that ended the connection. */
  ending: Problem | null = null;
  isClosed = false;

  private constructor(port: number, headers: Record<string, string>) {
    const client = new Client();
    client.webSocketFactory = () => new WebSocket(`ws://127.0.0.1:${port}/chat`, ['v12.stomp']);
    client.connectHeaders = headersOf(headers);
    client.reconnectDelay = 0;
    client.heartbeatIncoming = 0;
    client.heartbeatOutgoing = 0;
    client.onWebSocketClose = () => {
      this.isClosed = true;
    };
    client.onStompError = (frame) => {
      this.ending = Problem.parse(JSON.parse(frame.body));
    };
    this.#client = client;
  }

  /** @throws {Error} with the code of the problem when it is not let in */
  static async connect(port: number, headers: Record<string, string>): Promise<Talker> {
    const talker = new Talker(port, headers);
    const connected = new Promise<void>((resolve) => {
      talker.#client.onConnect = () => {
        resolve();
      };
    });
    talker.#client.activate();
    await Promise.race([
      connected,
      until(() => talker.ending ?? talker.isClosed, { what: 'a connection' }).then((ended) => {
        throw new Error(ended === true ? 'closed' : ended.code);
      }),
    ]);
    await talker.read(destinations.replies, (frame) => {
      const id = frame.headers['receipt-id'] ?? '';
      talker.#problems.get(id)?.(Problem.parse(JSON.parse(frame.body)));
    });
    return talker;
  }

  /** Resolves when it is subscribed; rejects with the problem's code when it may not. */
  async read(destination: string, onFrame?: (frame: IFrame) => void): Promise<void> {
    const bodies: unknown[] = this.received.get(destination) ?? [];
    this.received.set(destination, bodies);
    await this.#answered((receipt) => {
      this.#client.subscribe(
        destination,
        (frame) => {
          if (onFrame) onFrame(frame);
          else bodies.push(JSON.parse(frame.body));
        },
        headersOf({ receipt }),
      );
    });
  }

  /** Resolves at the RECEIPT; rejects with the problem's code. */
  async send(destination: string, body: unknown): Promise<void> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    await this.#answered((receipt) => {
      this.#client.publish({ destination, body: text, headers: headersOf({ receipt }) });
    });
  }

  act(roomId: RoomId, action: RoomAction, body: unknown): Promise<void> {
    return this.send(destinations.act(roomId, action), body);
  }

  /** Says something; with the same client id it is the same message. */
  async say(roomId: RoomId, text: string, message: Partial<SendMessage> = {}): Promise<string> {
    const clientId = message.clientId ?? newUuid();
    await this.act(roomId, 'send', { ...message, clientId, text });
    return clientId;
  }

  eventsOf(roomId: RoomId): RoomEvent[] {
    return (this.received.get(destinations.room(roomId)) ?? []) as RoomEvent[];
  }

  messagesOf(roomId: RoomId): MessageView[] {
    return this.eventsOf(roomId).flatMap((event) => (event.type === 'message.added' ? [event.message] : []));
  }

  changesOf(roomId: RoomId): MessageView[] {
    return this.eventsOf(roomId).flatMap((event) =>
      event.type === 'message.changed' ? [event.message] : [],
    );
  }

  async leave(): Promise<void> {
    await this.#client.deactivate();
  }

  /** The connection goes without a word. */
  cut(): void {
    this.#client.forceDisconnect();
  }

  async #answered(ask: (receipt: string) => void): Promise<void> {
    const receipt = newUuid();
    const problem = await new Promise<Problem | null>((resolve, reject) => {
      this.#problems.set(receipt, resolve);
      this.#client.watchForReceipt(receipt, () => {
        resolve(null);
      });
      void until(() => this.isClosed, { what: 'an end', withinMs: 15_000 }).then(
        () => {
          reject(new Error(this.ending?.code ?? 'closed'));
        },
        () => {
          reject(new Error('no answer'));
        },
      );
      ask(receipt);
    });
    this.#problems.delete(receipt);
    if (problem) throw Object.assign(new Error(problem.code), { problem });
  }
}

function headersOf(headers: Record<string, string>): StompHeaders {
  return Object.assign(new StompHeaders(), headers);
}

/** The code that something is refused with; null when it is not. */
export async function codeOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

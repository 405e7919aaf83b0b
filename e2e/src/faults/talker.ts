import { HistoryPage, RoomEvent } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { ChatTicket } from '@seodang/contracts/rooms';
import { StompSocket, type StompFrame } from '@seodang/testing/stomp-socket';
import type { Placed, Sent } from './history.rules.js';

const RESEND_AFTER_MS = 5000;
const BEAT_EVERY_MS = 8000;
const DEAD_AFTER_MS = 25_000;
const TICKET_WITHIN_MS = 5000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 8000;
const SUBSCRIBED = 'subscribed';

interface Outgoing {
  readonly clientId: string;
  readonly text: string;
}

export interface TalkerPlan {
  readonly who: string;
  readonly roomId: RoomId;
  readonly token: string;
  /** Ports of the replicas; each attempt takes the next. */
  readonly ports: readonly number[];
  readonly origin: string;
  /** Of the API, which gives tickets for the chat. */
  readonly apiUrl: string;
}

/**
 * Somebody in a room whose app behaves as ours does: asks the API for a ticket each time it connects, keeps what it says in an outbox until the RECEIPT, says it again
 * after a break, comes back by itself at a random moment, and fetches what it missed by its place.
 */
export class Talker {
  readonly who: string;
  readonly roomId: RoomId;
  readonly #plan: TalkerPlan;
  readonly #sent = new Map<string, { isAcknowledged: boolean }>();
  readonly #outbox: Outgoing[] = [];
  readonly #shown = new Map<number, string>();
  readonly #places: Placed[] = [];
  /** From SEND to RECEIPT, in ms, of those that needed one attempt. */
  readonly receiptTimes: number[] = [];
  /** How often it was disconnected. */
  breaks = 0;
  #socket: StompSocket | null = null;
  #attempt = 0;
  #port = 0;
  #isOver = false;
  #isAsleep = false;
  #isHearing = false;
  #underWay: { readonly clientId: string; readonly since: number } | null = null;
  #isFetching = false;
  #fetchAgain = false;
  #timer: NodeJS.Timeout;

  constructor(plan: TalkerPlan) {
    this.who = plan.who;
    this.roomId = plan.roomId;
    this.#plan = plan;
    let lastBeatAt = performance.now();
    this.#timer = setInterval(() => {
      if (performance.now() - lastBeatAt > BEAT_EVERY_MS) {
        lastBeatAt = performance.now();
        this.#socket?.beat();
      }
      if (!this.#isAsleep && (this.#socket?.silentForMs ?? 0) > DEAD_AFTER_MS) this.#socket?.cut();
      if (this.#underWay && performance.now() - this.#underWay.since > RESEND_AFTER_MS) this.#underWay = null;
      this.#sendNext();
    }, 500);
  }

  /** Connected, and told that it hears its room. */
  get isIn(): boolean {
    return this.#isHearing && this.#socket?.isOpen === true;
  }

  /** The replica it is connected to, or was last. */
  get port(): number {
    return this.#port;
  }

  get unsent(): number {
    return this.#outbox.length;
  }

  get sent(): Sent[] {
    return [...this.#sent].map(([clientId, { isAcknowledged }]) => ({
      roomId: this.roomId,
      clientId,
      isAcknowledged,
    }));
  }

  get places(): readonly Placed[] {
    return this.#places;
  }

  /** The last place up to which nothing is missing. */
  get knownTo(): number {
    let seq = this.#shown.size;
    // Usually all of it; only while something is missing there is one to look for.
    while (seq > 0 && !this.#hasAllTo(seq)) seq -= 1;
    return seq;
  }

  comeIn(): void {
    void this.#connect();
  }

  say(text: string): void {
    const clientId = crypto.randomUUID();
    this.#sent.set(clientId, { isAcknowledged: false });
    this.#outbox.push({ clientId, text });
    this.#sendNext();
  }

  /** Stops reading from the socket, and does not mind that it is silent: the server has to end this. */
  fallAsleep(): void {
    this.#isAsleep = true;
    this.#socket?.pause();
  }

  wakeUp(): void {
    this.#isAsleep = false;
    this.#socket?.resume();
  }

  /** Loses its connection. */
  stumble(): void {
    this.#socket?.cut();
  }

  leave(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#socket?.cut();
  }

  /** A page of the room's history. @throws {Error} when the replica does not answer */
  async history(after: number): Promise<HistoryPage> {
    const url = `http://127.0.0.1:${this.#port}/chat/api/rooms/${this.roomId}/messages?after=${after}&limit=200`;
    const headers = { authorization: `Bearer ${this.#plan.token}` };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    return HistoryPage.parse(await answer.json());
  }

  #hasAllTo(seq: number): boolean {
    for (let at = seq; at > 0; at -= 1) if (!this.#shown.has(at)) return false;
    return true;
  }

  async #connect(): Promise<void> {
    if (this.#isOver) return;
    const { ports, origin } = this.#plan;
    this.#port = ports[this.#attempt % ports.length] ?? 0;
    try {
      const headers = { passcode: await this.#ticket(), 'heart-beat': '10000,10000' };
      const socket = await StompSocket.connect(`ws://127.0.0.1:${this.#port}/chat`, headers, { origin });
      this.#socket = socket;
      socket.onFrame = (frame) => {
        this.#take(frame);
      };
      socket.onClose = () => {
        this.breaks += 1;
        this.#lost();
      };
      this.#attempt = this.#port === ports[0] ? 0 : 1;
      socket.subscribe(destinations.replies, 'replies');
      socket.subscribe(destinations.room(this.roomId), 'room', SUBSCRIBED);
      if (this.#hasLeft()) socket.cut();
    } catch {
      this.#lost();
    }
  }

  /** Perhaps while something was waited for. */
  #hasLeft(): boolean {
    return this.#isOver;
  }

  async #ticket(): Promise<string> {
    const { apiUrl, token, origin } = this.#plan;
    const answer = await fetch(`${apiUrl}/api/chat-ticket`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, origin },
      signal: AbortSignal.timeout(TICKET_WITHIN_MS),
    });
    if (!answer.ok) throw new Error(`the API answered ${answer.status}`);
    return ChatTicket.parse(await answer.json()).ticket;
  }

  #listenLater(): void {
    const socket = this.#socket;
    setTimeout(() => {
      if (socket === this.#socket) socket?.subscribe(destinations.room(this.roomId), 'room', SUBSCRIBED);
    }, FIRST_PAUSE_MS);
  }

  #lost(): void {
    this.#socket = null;
    this.#isHearing = false;
    this.#underWay = null;
    if (this.#isOver) return;
    const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.floor(this.#attempt / 2));
    this.#attempt += 1;
    setTimeout(() => void this.#connect(), Math.random() * most);
  }

  #take({ command, headers, body }: StompFrame): void {
    if (command === 'RECEIPT') this.#receipt(headers['receipt-id'] ?? '');
    if (command !== 'MESSAGE') return;
    if (headers['subscription'] === 'replies') {
      // Refused for now, as when the backend takes too long: what was to be said stays in the outbox.
      if (headers['receipt-id'] === SUBSCRIBED) this.#listenLater();
      else this.#underWay = null;
      return;
    }
    const event = RoomEvent.parse(JSON.parse(body));
    if (event.type === 'message.added') this.#show(event.message);
  }

  #receipt(id: string): void {
    if (id === SUBSCRIBED) {
      this.#isHearing = true;
      void this.#fetch();
      this.#sendNext();
      return;
    }
    const sent = this.#sent.get(id);
    if (sent) sent.isAcknowledged = true;
    if (this.#outbox[0]?.clientId === id) this.#outbox.shift();
    if (this.#underWay?.clientId === id) {
      this.receiptTimes.push(performance.now() - this.#underWay.since);
      this.#underWay = null;
    }
    this.#sendNext();
  }

  #show({ seq, clientId }: Placed): void {
    const known = this.#shown.get(seq);
    if (known === clientId) return;
    // Another one in the same place is kept for the judge, who takes offence.
    this.#places.push({ seq, clientId });
    this.#shown.set(seq, clientId);
    if (seq > 1 && !this.#shown.has(seq - 1)) void this.#fetch();
  }

  async #fetch(): Promise<void> {
    this.#fetchAgain = true;
    if (this.#isFetching) return;
    this.#isFetching = true;
    try {
      while (this.#fetchAgain) {
        this.#fetchAgain = false;
        const { items, lastSeq } = await this.history(this.knownTo);
        for (const message of items) this.#show(message);
        if (items.length > 0 && this.knownTo < lastSeq) this.#fetchAgain = true;
      }
    } catch {
      setTimeout(() => void this.#fetch(), 1000);
    } finally {
      this.#isFetching = false;
    }
  }

  #sendNext(): void {
    const [next] = this.#outbox;
    if (!next || this.#underWay || !this.isIn) return;
    this.#underWay = { clientId: next.clientId, since: performance.now() };
    this.#socket?.send(destinations.act(this.roomId, 'send'), JSON.stringify(next), next.clientId);
  }
}

import type { SendMessage } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { shallowRef } from 'vue';
import { ApiError } from '../../shared/errors.js';
import type { LiveChannel } from '../../shared/live-channel/index.js';
import type { OutboxStore } from './outbox-store.js';
import { inOrder, mayPass, type Outgoing } from './outbox.rules.js';

/** What a person wrote, before it has an id. */
export type Draft = Pick<Outgoing, 'roomId' | 'text' | 'attachments' | 'mentions' | 'replyTo'>;

interface OutboxDeps {
  readonly userId: string;
  readonly store: OutboxStore;
  readonly channel: Pick<LiveChannel, 'send' | 'state'>;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<void>;
}

/** Between two tries over a connection that stands, as while the store behind it is away. */
const RETRY_SEC = 2;
/** What nobody has sent in a week, nobody wants sent. */
const KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * A person's messages on their way: kept on this device until the server has them, sent one after the other in each room,
 * again and again under the same id until the server answers. The server keeps an id once, so nothing is doubled.
 */
export class Outbox {
  /** In the order of writing, of all rooms. */
  readonly outgoing = shallowRef<readonly Outgoing[]>([]);
  readonly #deps: OutboxDeps;
  readonly #sendingRooms = new Set<string>();
  #isClosed = false;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Takes up what a former page left behind. */
  async restore(): Promise<void> {
    const { store, userId, now } = this.#deps;
    const left = await store.all(userId).catch(() => []);
    const isOld = ({ writtenAt }: Outgoing) => now().getTime() - Date.parse(writtenAt) > KEPT_MS;
    for (const { clientId } of left.filter(isOld)) this.#unkeep(clientId);
    const here = new Set(this.outgoing.value.map(({ clientId }) => clientId));
    const fresh = left.filter((one) => !isOld(one) && !here.has(one.clientId));
    this.outgoing.value = inOrder([...this.outgoing.value, ...fresh]);
    this.flush();
  }

  /** Shows it at once, keeps it, and sends it. */
  add(draft: Draft): Outgoing {
    const { newId, userId, now } = this.#deps;
    const outgoing: Outgoing = {
      ...draft,
      clientId: newId(),
      userId,
      writtenAt: now().toISOString(),
      state: 'sending',
      failure: null,
    };
    this.outgoing.value = [...this.outgoing.value, outgoing];
    this.#keep(outgoing);
    this.flush();
    return outgoing;
  }

  /** Tries a failed one again, under the same id. */
  resend(clientId: string): void {
    this.#change(clientId, { state: 'sending', failure: null });
    this.flush();
  }

  discard(clientId: string): void {
    this.#forget(clientId);
  }

  /** It came back in its place in the room: nothing is left to do. */
  arrived(clientId: string): void {
    if (this.#find(clientId) !== undefined) this.#forget(clientId);
  }

  /** The room is read anew, and with it what the server has had so far: nothing of that is on its way any more. */
  readAnew(roomId: string): void {
    this.outgoing.value = this.outgoing.value.filter((one) => one.roomId !== roomId || one.state !== 'sent');
  }

  /** Sends what can be sent now. To be called whenever the connection stands anew. */
  flush(): void {
    const rooms = new Set(this.outgoing.value.map(({ roomId }) => roomId));
    for (const roomId of rooms) void this.#sendRoom(roomId);
  }

  close(): void {
    this.#isClosed = true;
  }

  async #sendRoom(roomId: string): Promise<void> {
    if (this.#sendingRooms.has(roomId)) return;
    this.#sendingRooms.add(roomId);
    try {
      for (let next = this.#nextOf(roomId); next !== undefined; next = this.#nextOf(roomId)) {
        await this.#sendOne(next);
      }
    } finally {
      this.#sendingRooms.delete(roomId);
    }
  }

  #nextOf(roomId: string): Outgoing | undefined {
    if (this.#isClosed || this.#deps.channel.state.value.phase !== 'open') return undefined;
    return this.outgoing.value.find((one) => one.roomId === roomId && one.state === 'sending');
  }

  async #sendOne({ clientId, ...outgoing }: Outgoing): Promise<void> {
    const body = {
      clientId,
      text: outgoing.text,
      attachmentIds: outgoing.attachments.map(({ id }) => id),
      mentions: [...outgoing.mentions] as SendMessage['mentions'],
      replyTo: outgoing.replyTo?.messageId ?? null,
    } satisfies SendMessage;
    try {
      await this.#deps.channel.send(destinations.act(outgoing.roomId as RoomId, 'send'), body);
      this.#change(clientId, { state: 'sent' });
      this.#unkeep(clientId);
    } catch (error) {
      const { code, retryAfterSec = RETRY_SEC } =
        error instanceof ApiError ? error : new ApiError('server.failed');
      if (mayPass(code)) await this.#deps.wait(retryAfterSec * 1000);
      else this.#keep(this.#change(clientId, { state: 'failed', failure: code }));
    }
  }

  #find(clientId: string): Outgoing | undefined {
    return this.outgoing.value.find((one) => one.clientId === clientId);
  }

  #change(clientId: string, change: Partial<Outgoing>): Outgoing | undefined {
    this.outgoing.value = this.outgoing.value.map((one) =>
      one.clientId === clientId ? { ...one, ...change } : one,
    );
    return this.#find(clientId);
  }

  #keep(outgoing: Outgoing | undefined): void {
    // A disk that is full does not keep anybody from sending.
    if (outgoing !== undefined) this.#deps.store.put(outgoing).catch(() => undefined);
  }

  #forget(clientId: string): void {
    this.outgoing.value = this.outgoing.value.filter((one) => one.clientId !== clientId);
    this.#unkeep(clientId);
  }

  #unkeep(clientId: string): void {
    // What stays behind is sent again by a later page, and the server knows it by its id.
    this.#deps.store.remove(clientId).catch(() => undefined);
  }
}

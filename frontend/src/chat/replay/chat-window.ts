import type { MessageView } from '@seodang/contracts/chat';
import { shallowRef } from 'vue';
import type { ChatApi } from '../chat.api.js';

interface ChatWindowDeps {
  readonly api: Pick<ChatApi, 'history'>;
}

const PAGE = 50;
/** More than this is let go at the end that is farther from what is read. */
const MAX_KEPT = 400;

/**
 * The messages of a room around a moment in its past: one run of positions without a hole. Positions rise with time, so a
 * moment far away is found by halving, a page at a time.
 */
export class ChatWindow {
  /** The oldest first. */
  readonly run = shallowRef<readonly MessageView[]>([]);
  readonly state = shallowRef<'loading' | 'ready' | 'failed'>('loading');
  readonly failure = shallowRef<unknown>(null);
  readonly loading = shallowRef<'older' | null>(null);
  readonly #roomId: string;
  readonly #api: ChatWindowDeps['api'];
  readonly #ended = new AbortController();
  #lastSeq = 0;
  #wantedMs: number | null = null;
  #working: Promise<void> | null = null;

  constructor(roomId: string, { api }: ChatWindowDeps) {
    this.#roomId = roomId;
    this.#api = api;
  }

  get isAtOldest(): boolean {
    return (this.run.value[0]?.seq ?? 1) <= 1;
  }

  /** Sees to it that the run holds what was said around an instant (ms); of several calls, the last one counts. */
  show(atMs: number): Promise<void> {
    this.#wantedMs = atMs;
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  async loadOlder(): Promise<void> {
    const first = this.run.value[0];
    if (first === undefined || this.isAtOldest || this.loading.value !== null) return;
    this.loading.value = 'older';
    try {
      const items = await this.#read({ before: first.seq });
      if (this.run.value[0]?.seq === first.seq)
        this.run.value = [...items, ...this.run.value].slice(0, MAX_KEPT);
    } catch {
      // Scrolling again asks again.
    } finally {
      this.loading.value = null;
    }
  }

  close(): void {
    this.#ended.abort();
  }

  async #work(): Promise<void> {
    try {
      while (this.#wantedMs !== null) {
        const atMs = this.#wantedMs;
        this.#wantedMs = null;
        await this.#bring(atMs);
      }
      this.failure.value = null;
      this.state.value = 'ready';
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.failure.value = error;
      if (this.run.value.length === 0) this.state.value = 'failed';
    }
  }

  async #bring(atMs: number): Promise<void> {
    if (this.run.value.length === 0) {
      this.run.value = await this.#read({});
      if (this.run.value.length === 0) return;
    }
    const [first] = this.run.value;
    const last = this.run.value.at(-1);
    if (first === undefined || last === undefined) return;
    if (atMs < timeOf(first) && first.seq > 1) await this.#find(atMs, 1, first.seq - 1);
    else if (atMs > timeOf(last) && last.seq < this.#lastSeq) await this.#goOn(atMs, last);
  }

  /** Playing on, the next page is the one that is needed. */
  async #goOn(atMs: number, last: MessageView): Promise<void> {
    const items = await this.#read({ after: last.seq });
    const end = items.at(-1);
    if (end === undefined) return;
    if (timeOf(end) >= atMs || end.seq >= this.#lastSeq) {
      this.run.value = [...this.run.value, ...items].slice(-MAX_KEPT);
    } else await this.#find(atMs, end.seq + 1, this.#lastSeq);
  }

  async #find(atMs: number, from: number, to: number): Promise<void> {
    let low = from;
    let high = to;
    while (low <= high) {
      const page = await this.#read({ around: Math.floor((low + high) / 2) });
      const [first] = page;
      const last = page.at(-1);
      if (first === undefined || last === undefined) return;
      this.run.value = page;
      if (atMs < timeOf(first)) high = first.seq - 1;
      else if (atMs > timeOf(last)) low = last.seq + 1;
      else return;
    }
  }

  async #read(bound: Parameters<ChatApi['history']>[1]): Promise<readonly MessageView[]> {
    const { items, lastSeq } = await this.#api.history(
      this.#roomId,
      { ...bound, limit: PAGE },
      this.#ended.signal,
    );
    this.#lastSeq = lastSeq;
    return items;
  }
}

export const timeOf = ({ sentAt }: Pick<MessageView, 'sentAt'>): number => Date.parse(sentAt);

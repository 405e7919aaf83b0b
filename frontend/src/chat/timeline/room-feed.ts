import { RoomEvent, type MessageView } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { shallowRef } from 'vue';
import { ApiError } from '../../shared/errors.js';
import type { LiveChannel } from '../../shared/live-channel/index.js';
import type { ChatApi } from '../chat.api.js';
import {
  applyEvent,
  emptyTimeline,
  endSeq,
  firstSeq,
  gapAfter,
  isAtNewest,
  isAtOldest,
  lastSignOf,
  trimmed,
  withPage,
  withVersions,
  type Timeline,
} from './timeline.rules.js';

export interface RoomFeedDeps {
  readonly api: Pick<ChatApi, 'history' | 'changes'>;
  readonly channel: Pick<LiveChannel, 'subscribe'>;
  readonly wait: (ms: number) => Promise<void>;
  readonly onTyping?: (event: RoomEvent & { type: 'typing' }) => void;
  /** Its name, writers or slow mode changed. */
  readonly onRoomChanged?: () => void;
  /** Each message that was added while one looks, once. */
  readonly onAdded?: (message: MessageView) => void;
  /** A message reads otherwise from now on, or not at all. */
  readonly onReworded?: (message: MessageView) => void;
}

/** Where to begin. */
export interface FeedStart {
  /** Around this position. */
  readonly around?: number | undefined;
  /** With what comes after this position, when there is no other wish. */
  readonly after?: number | undefined;
}

export type FeedState = 'loading' | 'ready' | 'failed' | 'refused';

const PAGE = 50;
const CATCH_UP_PAGE = 200;
/** Who missed more than this begins again at the newest. */
const MAX_CATCH_UP = 1_000;
const RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

/**
 * The messages of one room as they become known: history by pages, events as they come, and what was missed in between.
 * The live channel is a hint; positions without a hole are the truth.
 */
export class RoomFeed {
  readonly timeline = shallowRef<Timeline>(emptyTimeline);
  readonly state = shallowRef<FeedState>('loading');
  readonly failure = shallowRef<unknown>(null);
  readonly loading = shallowRef<'older' | 'newer' | null>(null);
  readonly #roomId: string;
  readonly #deps: RoomFeedDeps;
  readonly #ended = new AbortController();
  #stopListening: () => void = () => undefined;
  /** What was tried last. */
  #again: () => Promise<void> = () => this.showNewest();
  #follows = true;
  #catchingUp: Promise<void> | null = null;
  #mustCatchUp = false;
  /** The server's time up to which changes are known. */
  #changesUntil: string | null = null;

  constructor(roomId: string, deps: RoomFeedDeps) {
    this.#roomId = roomId;
    this.#deps = deps;
  }

  /** Begins to read, at the newest unless told otherwise. Gives the end. */
  start({ around, after }: FeedStart = {}): () => void {
    if (around !== undefined) void this.showAround(around);
    else void (after === undefined ? this.showNewest() : this.#showAfter(after));
    this.#listen();
    return () => {
      this.#stopListening();
      this.#ended.abort();
    };
  }

  #listen(): void {
    this.#stopListening();
    this.#stopListening = this.#deps.channel.subscribe(destinations.room(this.#roomId as RoomId), {
      onBody: (body) => {
        this.#heard(RoomEvent.safeParse(body).data);
      },
      onLive: () => {
        this.#isHeard();
      },
      onRefused: (error) => {
        this.#refused(error);
      },
    });
  }

  #refused(error: ApiError): void {
    this.failure.value = error;
    this.state.value = 'refused';
  }

  #isHeard(): void {
    if (this.state.value === 'refused') {
      this.failure.value = null;
      this.state.value = this.timeline.value.run.length > 0 ? 'ready' : 'failed';
    }
    if (this.state.value === 'failed' || this.failure.value !== null) void this.#again();
    if (this.state.value === 'ready') this.#catchUp();
  }

  /** Tries again what failed last. */
  async retry(): Promise<void> {
    // What was refused is not asked for again by itself.
    if (this.state.value === 'refused') this.#listen();
    await this.#again();
  }

  /** Whether new messages join the end of what is shown. */
  get follows(): boolean {
    return this.#follows;
  }

  async showNewest(): Promise<void> {
    this.#again = () => this.showNewest();
    this.#follows = true;
    await this.#open(() => this.#history({ limit: PAGE }));
  }

  /** Shows what follows a position, together with the newest where both are near each other. */
  async #showAfter(seq: number): Promise<void> {
    this.#again = () => this.#showAfter(seq);
    await this.#open(async () => {
      const newest = await this.#history({ limit: PAGE });
      if ((newest.items[0]?.seq ?? 0) <= seq + 1) return newest;
      this.#follows = false;
      return this.#history({ around: seq + 1, limit: PAGE });
    });
    this.#follows = isAtNewest(this.timeline.value);
  }

  /** Shows the messages around a position; the newest are then perhaps not among them. */
  async showAround(seq: number): Promise<void> {
    const { run } = this.timeline.value;
    if (run.some((message) => message.seq === seq)) return;
    this.#again = () => this.showAround(seq);
    this.#follows = false;
    await this.#open(() => this.#history({ around: seq, limit: PAGE }));
    this.#follows = isAtNewest(this.timeline.value);
  }

  async loadOlder(): Promise<void> {
    const timeline = this.timeline.value;
    if (timeline.run.length === 0 || isAtOldest(timeline)) return;
    this.#again = () => this.loadOlder();
    await this.#load('older', { before: firstSeq(timeline) });
  }

  async loadNewer(): Promise<void> {
    const timeline = this.timeline.value;
    if (this.#follows || timeline.run.length === 0) return;
    this.#again = () => this.loadNewer();
    await this.#load('newer', { after: endSeq(timeline) });
    this.#follows = isAtNewest(this.timeline.value);
  }

  /**
   * Lets go of messages that are far from where one reads, when many are held. Those that are let go of at the end are
   * missing then: new ones wait until one comes back to there.
   */
  letGo(readsAt: number): void {
    const timeline = this.timeline.value;
    const held = trimmed(timeline, readsAt);
    if (endSeq(held) < endSeq(timeline)) this.#follows = false;
    this.timeline.value = held;
  }

  #heard(event: RoomEvent | undefined): void {
    if (event === undefined) {
      // In a form we do not know, as from a newer server: the history tells it in any case.
      this.#catchUp();
    } else if (event.type === 'typing') {
      this.#deps.onTyping?.(event);
    } else if (event.type === 'room.changed') {
      this.#deps.onRoomChanged?.();
    } else {
      this.#heardOf(event);
    }
  }

  #heardOf(event: RoomEvent & { message: MessageView }): void {
    const { message } = event;
    const isNew = event.type === 'message.added' && message.seq > this.timeline.value.lastSeq;
    this.timeline.value = applyEvent(this.timeline.value, event);
    if (isNew) this.#deps.onAdded?.(message);
    if (message.editedAt !== null || message.deletedAt !== null) this.#deps.onReworded?.(message);
    if (this.#hasGap) this.#catchUp();
  }

  get #hasGap(): boolean {
    return this.#follows && this.state.value === 'ready' && gapAfter(this.timeline.value) !== null;
  }

  #history(query: Parameters<ChatApi['history']>[1]) {
    return this.#deps.api.history(this.#roomId, query, this.#ended.signal);
  }

  async #open(read: () => ReturnType<ChatApi['history']>): Promise<void> {
    if (this.timeline.value.run.length === 0) this.state.value = 'loading';
    try {
      const { items, lastSeq } = await read();
      this.timeline.value = withPage(this.timeline.value, items, lastSeq);
      this.failure.value = null;
      this.state.value = 'ready';
      if (this.#hasGap) this.#catchUp();
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.failure.value = error;
      if (this.timeline.value.run.length === 0) this.state.value = 'failed';
    }
  }

  async #load(what: 'older' | 'newer', query: { before: number } | { after: number }): Promise<void> {
    if (this.loading.value !== null) return;
    this.loading.value = what;
    try {
      const { items, lastSeq } = await this.#history({ ...query, limit: PAGE });
      this.timeline.value = withPage(this.timeline.value, items, lastSeq);
      this.failure.value = null;
    } catch (error) {
      if (!this.#ended.signal.aborted) this.failure.value = error;
    } finally {
      this.loading.value = null;
    }
  }

  /** Fetches what was missed, until nothing is; asked for again meanwhile, it looks again. */
  #catchUp(): void {
    this.#mustCatchUp = true;
    this.#catchingUp ??= this.#catchUpWhileAsked().finally(() => {
      this.#catchingUp = null;
    });
  }

  async #catchUpWhileAsked(): Promise<void> {
    let delayMs = RETRY_MS;
    while (this.#mustCatchUp && !this.#ended.signal.aborted) {
      this.#mustCatchUp = false;
      try {
        await this.#fillGap();
        await this.#fetchChanges();
      } catch (error) {
        if (error instanceof ApiError && !error.mayRetry) {
          this.#refused(error);
          return;
        }
        this.#mustCatchUp = true;
        await this.#deps.wait(delayMs);
        delayMs = Math.min(2 * delayMs, MAX_RETRY_MS);
      }
    }
  }

  async #fillGap(): Promise<void> {
    if (!this.#follows) return;
    let isDone = false;
    while (!isDone) {
      const after = endSeq(this.timeline.value);
      const { items, lastSeq } = await this.#history({ after, limit: CATCH_UP_PAGE });
      if (lastSeq - after > MAX_CATCH_UP) {
        await this.showNewest();
        return;
      }
      this.timeline.value = withPage(this.timeline.value, items, lastSeq);
      isDone = items.length === 0 || isAtNewest(this.timeline.value);
    }
  }

  async #fetchChanges(): Promise<void> {
    let isComplete = false;
    while (!isComplete) {
      const since = this.#changesUntil ?? lastSignOf(this.timeline.value);
      if (since === null) return;
      const changes = await this.#deps.api.changes(this.#roomId, since, this.#ended.signal);
      this.timeline.value = withVersions(this.timeline.value, changes.items);
      isComplete = changes.isComplete || changes.until === this.#changesUntil;
      this.#changesUntil = changes.until;
    }
  }
}

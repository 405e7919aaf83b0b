import { setTimeout as delay } from 'node:timers/promises';
import type { RoomId } from '@seodang/contracts/ids';
import type { Log } from '@seodang/server-kit/log';
import type { HeadStore } from '../rooms/head.store.js';
import type { MessageRow } from './message.row.js';
import type { MessageStore } from './message.store.js';
import { tokensOf } from './search.rules.js';
import { SEGMENT_SIZE, segmentOf, type SegmentStore } from './segment.store.js';

export interface SearchIndexDeps {
  readonly store: Pick<MessageStore, 'lastSeq' | 'textsOf' | 'forgetTokens'>;
  readonly segments: SegmentStore;
  readonly heads: Pick<HeadStore, 'longerThan'>;
  readonly log: Log;
}

/** Nobody waits for it: what has no segment yet is searched message by message. */
const GATHER_MS = 250;
/** Between two rooms it rests as long as the first one took: others wait for the store. */
const LONGEST_REST_MS = 200;
const RETRY_MS = 2_000;
const TRIES = 10;
const REMEMBERED = 20_000;

/**
 * Cuts rooms into segments and notes what each is found by, behind the back of who speaks. A replica that dies leaves
 * segments that are missing to the next one that starts, or that stores the last message of one in the same room.
 *
 * @see docs/adr/0038-search-by-segments.md
 */
export class SearchIndex {
  readonly #deps: SearchIndexDeps;
  /** Rooms to look at, with segments of them that are to be written anew. */
  readonly #waiting = new Map<RoomId, Set<number>>();
  /** The newest end of a segment of a room that was stored here, as long as it is not looked at. */
  readonly #ended = new Map<RoomId, number>();
  /** The same when that segment was made, and all before it: as far as is remembered, the next one needs no questions. */
  readonly #made = new Map<RoomId, number>();
  #running: Promise<void> | null = null;
  readonly #ending = new AbortController();

  constructor(deps: SearchIndexDeps) {
    this.#deps = deps;
  }

  /** These were stored. */
  stored(rows: readonly MessageRow[]): void {
    for (const { roomId, seq } of rows) {
      if (seq % SEGMENT_SIZE !== 0) continue;
      this.#ended.set(roomId, seq);
      this.#look(roomId);
    }
  }

  /** A message is about to say this: from here on it is found by it, whoever dies in between. */
  async changing({ roomId, seq }: Pick<MessageRow, 'roomId' | 'seq'>, text: string): Promise<void> {
    const tokens = tokensOf(text);
    if (tokens.length > 0) await this.#deps.segments.add({ roomId, fromSeq: segmentOf(seq) }, tokens);
  }

  /** A message says something else now, or nothing any more. */
  changed({ roomId, seq }: Pick<MessageRow, 'roomId' | 'seq'>): void {
    this.#look(roomId).add(segmentOf(seq));
  }

  /** Finds what others have left undone, in all rooms. */
  async catchUp(): Promise<void> {
    for await (const { _id: roomId, lastSeq } of this.#deps.heads.longerThan(SEGMENT_SIZE - 1)) {
      if (this.#ending.signal.aborted) return;
      if ((await this.#deps.segments.lastSeq(roomId)) + SEGMENT_SIZE <= lastSeq) this.#look(roomId);
    }
  }

  /** Resolves when all is written that is known to be missing. */
  async settle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Ends what is going on; the rest is found at the next start. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  #look(roomId: RoomId): Set<number> {
    const stale = this.#waiting.get(roomId) ?? new Set();
    this.#waiting.set(roomId, stale);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return stale;
  }

  async #run(): Promise<void> {
    await this.#pause(GATHER_MS);
    while (!this.#ending.signal.aborted) {
      const [next] = this.#waiting;
      if (!next) return;
      const [roomId, stale] = next;
      this.#waiting.delete(roomId);
      const beganAt = performance.now();
      try {
        await this.#serve(roomId, stale);
        const tookMs = performance.now() - beganAt;
        if (this.#waiting.size > 0) await this.#pause(Math.min(tookMs, LONGEST_REST_MS));
      } catch (error) {
        this.#deps.log.warn({ err: error, roomId }, 'a room will be made ready for search later');
        const since = this.#waiting.get(roomId) ?? [];
        this.#waiting.set(roomId, new Set([...stale, ...since]));
        await this.#pause(RETRY_MS);
      }
    }
  }

  async #serve(roomId: RoomId, stale: ReadonlySet<number>): Promise<void> {
    const end = this.#ended.get(roomId) ?? null;
    const made = this.#made.get(roomId);
    this.#ended.delete(roomId);
    this.#made.delete(roomId);
    for (const fromSeq of stale) await this.#rewrite({ roomId, fromSeq });
    if (end !== null && made === end - SEGMENT_SIZE) await this.#make({ roomId, fromSeq: made + 1 });
    else if ((await this.#makeMissing(roomId)) !== end) return;
    this.#remember(roomId, end);
  }

  /** @returns the place of the last message that is in a segment now */
  async #makeMissing(roomId: RoomId): Promise<number> {
    const { store, segments } = this.#deps;
    const last = await store.lastSeq(roomId);
    let inSegments = await segments.lastSeq(roomId);
    for (; inSegments + SEGMENT_SIZE <= last; inSegments += SEGMENT_SIZE) {
      if (this.#ending.signal.aborted) break;
      const fromSeq = inSegments + 1;
      await this.#make({ roomId, fromSeq });
      await store.forgetTokens(roomId, rangeOf(fromSeq));
    }
    return inSegments;
  }

  #remember(roomId: RoomId, end: number): void {
    this.#made.set(roomId, end);
    const [oldest] = this.#made.keys();
    if (this.#made.size > REMEMBERED && oldest !== undefined) this.#made.delete(oldest);
  }

  /** A new one. Who changed a message meanwhile may not have seen it. */
  async #make(place: { roomId: RoomId; fromSeq: number }): Promise<void> {
    const texts = await this.#textsOf(place);
    await this.#deps.segments.keep(place, tokensOfAll(texts), null);
    const now = await this.#textsOf(place);
    if (now.length !== texts.length || now.some((text, at) => text !== texts[at])) await this.#rewrite(place);
  }

  /** One that is there, as its messages are now. */
  async #rewrite(place: { roomId: RoomId; fromSeq: number }): Promise<void> {
    const { segments } = this.#deps;
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const version = await segments.version(place);
      if (version === null || (await segments.keep(place, tokensOfAll(await this.#textsOf(place)), version)))
        return;
    }
    throw new Error('others were always first');
  }

  #textsOf({ roomId, fromSeq }: { roomId: RoomId; fromSeq: number }): Promise<string[]> {
    return this.#deps.store.textsOf(roomId, rangeOf(fromSeq));
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, null, { signal: this.#ending.signal, ref: false }).catch(() => undefined);
  }
}

function tokensOfAll(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap(tokensOf))];
}

function rangeOf(fromSeq: number): { from: number; before: number } {
  return { from: fromSeq, before: fromSeq + SEGMENT_SIZE };
}

import type { RoomId } from '@seodang/contracts/ids';
import { AppError } from '@seodang/server-kit/errors';
import { inParts } from '../platform/in-parts.js';
import type { MessageRow } from './message.row.js';
import type { MessageStore } from './message.store.js';
import { patternOf, tokensOf } from './search.rules.js';
import { SEGMENT_SIZE, type SegmentStore } from './segment.store.js';

export interface Wanted {
  readonly text: string;
  readonly before?: number | undefined;
  readonly limit: number;
}

const WITHIN_MS = 1_500;
/** How far back is looked for what has no pair of characters to be found by. */
const UNINDEXED = 5_000;
const SEGMENTS_ASKED = 32;
const SEGMENTS_AT_ONCE = 4;

/** Finds messages by what they say: in segments that may have it in them, and in all that has no segment yet. */
export class MessageSearch {
  readonly #store: Pick<MessageStore, 'lastSeq' | 'matching'>;
  readonly #segments: Pick<SegmentStore, 'lastSeq' | 'holding'>;

  constructor(deps: {
    store: Pick<MessageStore, 'lastSeq' | 'matching'>;
    segments: Pick<SegmentStore, 'lastSeq' | 'holding'>;
  }) {
    this.#store = deps.store;
    this.#segments = deps.segments;
  }

  /** Messages with a text in them, newest first. @throws {AppError} `chat.unavailable` when it takes too long */
  async find(roomId: RoomId, { text, before, limit }: Wanted): Promise<MessageRow[]> {
    const search = new Search(roomId, text);
    const tokens = tokensOf(text);
    if (tokens.length === 0) {
      const end = before ?? (await this.#store.lastSeq(roomId)) + 1;
      return this.#matching(search, { from: end - UNINDEXED, before: end }, limit);
    }
    const open = (await this.#segments.lastSeq(roomId)) + 1;
    const end = before ?? Infinity;
    const found = end > open ? await this.#matching(search, { from: open, before: end }, limit) : [];
    await this.#inSegments(search, { tokens, before: Math.min(end, open), limit }, found);
    return found;
  }

  async #inSegments(
    search: Search,
    { tokens, before, limit }: { tokens: readonly string[]; before: number; limit: number },
    found: MessageRow[],
  ): Promise<void> {
    let end = before;
    while (found.length < limit) {
      const asked = { tokens, before: end, limit: SEGMENTS_ASKED };
      const segments = await this.#segments.holding(search.roomId, asked, search.leftMs());
      for (const some of inParts(segments, SEGMENTS_AT_ONCE)) {
        const left = limit - found.length;
        if (left === 0) return;
        const ranges = some.map((from) => ({ from, before: Math.min(from + SEGMENT_SIZE, before) }));
        const rows = await Promise.all(ranges.map((range) => this.#matching(search, range, left)));
        found.push(...rows.flat().slice(0, left));
      }
      if (segments.length < SEGMENTS_ASKED) return;
      end = segments.at(-1) ?? 0;
    }
  }

  #matching(search: Search, range: { from: number; before: number }, limit: number): Promise<MessageRow[]> {
    const { roomId, pattern } = search;
    return this.#store.matching(roomId, { ...range, pattern, limit }, search.leftMs());
  }
}

/** One question, and how long it may still take. */
class Search {
  readonly roomId: RoomId;
  readonly pattern: RegExp;
  readonly #until = performance.now() + WITHIN_MS;

  constructor(roomId: RoomId, text: string) {
    this.roomId = roomId;
    this.pattern = patternOf(text);
  }

  leftMs(): number {
    const left = Math.ceil(this.#until - performance.now());
    if (left <= 0) throw new AppError('chat.unavailable', { retryAfterSec: 5 });
    return left;
  }
}

import type { RoomId } from '@seodang/contracts/ids';

const MOST = 20_000;

/**
 * The newest place of each room that this replica knows to be filled. It may lag behind what other replicas write, and
 * never runs ahead of the store: a place is known only when it was read, stored or told of by who stored it.
 */
export class Places {
  readonly #read: (roomId: RoomId) => Promise<number>;
  readonly #last = new Map<RoomId, number>();

  /** @param read The newest filled place, from the store */
  constructor(read: (roomId: RoomId) => Promise<number>) {
    this.#read = read;
  }

  /** The newest place known; the store is asked only when nothing is known. */
  last(roomId: RoomId): Promise<number> | number {
    return this.#last.get(roomId) ?? this.ask(roomId);
  }

  /** The newest place as the store has it now. */
  async ask(roomId: RoomId): Promise<number> {
    this.know(roomId, await this.#read(roomId));
    return this.#last.get(roomId) ?? 0;
  }

  know(roomId: RoomId, seq: number): void {
    const known = this.#last.get(roomId) ?? 0;
    this.#last.delete(roomId);
    this.#last.set(roomId, Math.max(known, seq));
    const [oldest] = this.#last.keys();
    if (this.#last.size > MOST && oldest !== undefined) this.#last.delete(oldest);
  }
}

/** An event that adds a message, ready to be sent; `body` is null when it has to be read. */
export interface FeedItem {
  readonly seq: number;
  readonly body: string | null;
}

export interface FeedOptions {
  /** The place up to which everybody who reads here can know the room from its history. */
  readonly from: number;
  readonly publish: (body: string) => void;
  /** Items behind a place, in order, at most so many; each with its body. */
  readonly read: (after: number, limit: number) => Promise<readonly FeedItem[]>;
  readonly onFailed: (error: unknown) => void;
}

const READ_AT_ONCE = 200;
/** Further behind than this, readers see the gap and fetch it as history. */
const FURTHEST_BEHIND = 500;

/** Gives the readers of one room at this replica each message once and in the order of its place. */
export class RoomFeed {
  readonly #options: FeedOptions;
  #delivered: number;
  /** The newest place known to be filled. */
  #target: number;
  #reading: Promise<void> | null = null;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#delivered = options.from;
    this.#target = options.from;
  }

  /** Takes what was stored, here or elsewhere, in whatever order it is heard of. */
  offer({ seq, body }: FeedItem): void {
    this.#target = Math.max(this.#target, seq);
    if (seq === this.#delivered + 1 && body !== null) this.#publish(seq, body);
    else if (seq > this.#delivered) this.catchUp();
  }

  /** Something is stored up to this place. */
  reach(seq: number): void {
    this.#target = Math.max(this.#target, seq);
    if (this.#target > this.#delivered) this.catchUp();
  }

  /** Reads what is missing, unless that is going on. */
  catchUp(): void {
    this.#reading ??= this.#read()
      .catch(this.#options.onFailed)
      .finally(() => {
        this.#reading = null;
      });
  }

  async #read(): Promise<void> {
    const { read } = this.#options;
    this.#delivered = Math.max(this.#delivered, this.#target - FURTHEST_BEHIND);
    while (this.#delivered < this.#target) {
      const items = await read(this.#delivered, READ_AT_ONCE);
      const before = this.#delivered;
      for (const { seq, body } of items) {
        if (seq === this.#delivered + 1 && body !== null) this.#publish(seq, body);
      }
      // Nothing new although something was told of: the next look finds it.
      if (this.#delivered === before) return;
    }
  }

  #publish(seq: number, body: string): void {
    this.#delivered = seq;
    this.#options.publish(body);
  }
}

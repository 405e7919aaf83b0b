/** Frames of one lane may be under way together; `alone` only when nothing else is. */
export type Lane = 'send' | 'subscribe' | 'alone';

export interface OrderLimits {
  readonly frames: number;
  readonly bytes: number;
}

interface UnderWay {
  readonly bytes: number;
  readonly onDone: (error: unknown) => void;
  isSettled: boolean;
  error: unknown;
}

/**
 * Keeps the frames of one connection in order as far as its client can see. Several SENDs, or several SUBSCRIBEs, may be
 * under way at once; each is reported when it and all before it are done. Of different kinds one waits for the other, so
 * that whoever subscribes and then sends hears the message, and whoever sends and then subscribes does not.
 */
export class FrameOrder {
  readonly #limits: OrderLimits;
  readonly #onRoom: () => void;
  readonly #underWay: UnderWay[] = [];
  #lane: Lane = 'alone';
  #bytes = 0;

  /** @param onRoom Called when frames were reported, and more may be admitted. */
  constructor(limits: OrderLimits, onRoom: () => void) {
    this.#limits = limits;
    this.#onRoom = onRoom;
  }

  get isEmpty(): boolean {
    return this.#underWay.length === 0;
  }

  admits(lane: Lane): boolean {
    if (this.isEmpty) return true;
    const { frames, bytes } = this.#limits;
    return lane !== 'alone' && lane === this.#lane && this.#underWay.length < frames && this.#bytes < bytes;
  }

  /** @param onDone Hears null when the work was done, else what it failed with. */
  start(
    { lane, bytes }: { readonly lane: Lane; readonly bytes: number },
    work: Promise<void>,
    onDone: (error: unknown) => void,
  ): void {
    const task: UnderWay = { bytes, onDone, isSettled: false, error: null };
    this.#lane = lane;
    this.#bytes += bytes;
    this.#underWay.push(task);
    const settle = (error: unknown) => {
      task.isSettled = true;
      task.error = error;
      this.#report();
    };
    work.then(
      () => {
        settle(null);
      },
      (error: unknown) => {
        settle(error ?? new Error('refused without a reason'));
      },
    );
  }

  #report(): void {
    let hasRoom = false;
    for (let first = this.#underWay[0]; first?.isSettled; first = this.#underWay[0]) {
      this.#underWay.shift();
      this.#bytes -= first.bytes;
      hasRoom = true;
      first.onDone(first.error);
    }
    if (hasRoom) this.#onRoom();
  }
}

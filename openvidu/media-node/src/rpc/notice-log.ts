import type { Stream } from '../session/stream.js';

const MAX_KEPT = 2000;
const MAX_KEPT_BYTES = 1024 * 1024;

export interface KeptNotice {
  readonly frame: Buffer;
  /** The stream that it announces. */
  readonly announces: Stream | null;
}

/** What a client was told and has not acknowledged yet, in order. */
export class NoticeLog {
  #kept: KeptNotice[] = [];
  #bytes = 0;
  #lastPosition = 0;
  #gapUntil = 0;

  /** Positions count from 1. */
  get lastPosition(): number {
    return this.#lastPosition;
  }

  get isEmpty(): boolean {
    return this.#kept.length === 0;
  }

  /** Whether something was thrown away that the client has not acknowledged. */
  get hasGap(): boolean {
    return this.#gapUntil > 0;
  }

  list(): readonly KeptNotice[] {
    return this.#kept;
  }

  push(notice: KeptNotice): void {
    this.#kept.push(notice);
    this.#bytes += notice.frame.length;
    this.#lastPosition += 1;
    if (this.#kept.length <= MAX_KEPT && this.#bytes <= MAX_KEPT_BYTES) return;
    this.#drop(1);
    this.#gapUntil = this.#lastPosition - this.#kept.length;
  }

  /** The client has everything up to `position`. */
  acknowledge(position: number): void {
    const firstKept = this.#lastPosition - this.#kept.length + 1;
    this.#drop(Math.max(0, Math.min(this.#kept.length, position - firstKept + 1)));
    if (position >= this.#gapUntil) this.#gapUntil = 0;
  }

  #drop(count: number): void {
    for (const { frame } of this.#kept.splice(0, count)) this.#bytes -= frame.length;
  }
}

import { SILENCE, SILENCE_MS, concealment } from './opus.rules.js';

/** A packet to be written, at whole ms since the line's beginning. */
export interface SoundBlock {
  readonly atMs: number;
  readonly bytes: Buffer;
}

/** So long a loss is covered by what was heard before; longer ones are silence. */
const MAX_CONCEALED_MS = 120;
/** A packet that lies further back than this is of a clock that was set back. */
const MAX_OVERLAP_MS = 60;

/**
 * Makes one line of packets without a hole out of sounds that come one after another.
 *
 * What is left between a packet's time and the end of the one before is under half a packet: the resampler takes it up,
 * and with it the drift of the sender's clock.
 */
export class SoundLine {
  #endMs = 0;
  #before: Buffer | null = null;

  /** Where the line ends, in ms. */
  get endMs(): number {
    return this.#endMs;
  }

  /** @param atMs Since the line's beginning. */
  push(atMs: number, bytes: Buffer, durationMs: number): SoundBlock[] {
    if (atMs < this.#endMs - MAX_OVERLAP_MS) return [];
    const filled = this.fillTo(atMs);
    const block = { atMs: Math.max(0, Math.round(atMs)), bytes };
    this.#before = bytes;
    this.#endMs = atMs + durationMs;
    return [...filled, block];
  }

  /** Another sender speaks next: nothing of what was heard goes on. */
  endSegment(): void {
    this.#before = null;
  }

  /** Silence, or what conceals a loss, up to `atMs`. */
  fillTo(atMs: number): SoundBlock[] {
    const blocks: SoundBlock[] = [];
    const before = atMs - this.#endMs <= MAX_CONCEALED_MS ? this.#before : null;
    const fill = before === null ? { packet: SILENCE, durationMs: SILENCE_MS } : concealment(before);
    while (atMs - this.#endMs > fill.durationMs / 2) {
      blocks.push({ atMs: Math.round(this.#endMs), bytes: fill.packet });
      this.#endMs += fill.durationMs;
    }
    return blocks;
  }
}

const HEADER_BYTES = 16;

/** What a driver may send at once: maxMessageSizeBytes of `hello`, and a header's slack. */
export const MAX_MESSAGE_BYTES = 48_000_000;

/** Cuts a stream of bytes into messages, whatever the pieces it comes in. */
export class Framing {
  #pieces: Buffer[] = [];
  #length = 0;

  /** Takes a piece and gives the messages that are whole now. @throws {RangeError} for a length that cannot be */
  push(piece: Buffer): Buffer[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const messages: Buffer[] = [];
    for (let size = this.#nextSize(); size !== null && this.#length >= size; size = this.#nextSize()) {
      messages.push(this.#take(size));
    }
    return messages;
  }

  #nextSize(): number | null {
    if (this.#length < HEADER_BYTES) return null;
    if ((this.#pieces[0]?.length ?? 0) < HEADER_BYTES) this.#pieces = [Buffer.concat(this.#pieces)];
    const size = this.#pieces[0]?.readInt32LE(0) ?? 0;
    if (size < HEADER_BYTES || size > MAX_MESSAGE_BYTES + HEADER_BYTES)
      throw new RangeError(`message of ${size} bytes`);
    return size;
  }

  #take(size: number): Buffer {
    const all =
      this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces);
    const rest = all.subarray(size);
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    return all.subarray(0, size);
  }
}

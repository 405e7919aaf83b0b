interface Readable {
  read(into: Buffer, offset: number): Promise<number>;
}

const WINDOW = 4 << 20;

/** Reads pieces that lie near one another with few calls. */
export class FileWindow {
  readonly #file: Readable;
  #from = 0;
  #bytes = Buffer.alloc(0);

  constructor(file: Readable) {
    this.#file = file;
  }

  /** @param pieces Offset and length of each, in turn. */
  async read(pieces: readonly number[]): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let index = 0; index + 1 < pieces.length; index += 2)
      parts.push(await this.#piece(pieces[index] ?? 0, pieces[index + 1] ?? 0));
    return Buffer.concat(parts);
  }

  async #piece(offset: number, length: number): Promise<Buffer> {
    const isHere = offset >= this.#from && offset + length <= this.#from + this.#bytes.length;
    if (!isHere) {
      // Somewhat before: a packet that was sent again may lie further ahead than the next one.
      this.#from = Math.max(0, offset - WINDOW / 8);
      const bytes = Buffer.allocUnsafe(WINDOW);
      this.#bytes = bytes.subarray(0, await this.#file.read(bytes, this.#from));
    }
    return this.#bytes.subarray(offset - this.#from, offset - this.#from + length);
  }
}

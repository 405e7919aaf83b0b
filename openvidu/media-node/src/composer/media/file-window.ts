import { PREFIX } from './picture-piece.rules.js';

interface Readable {
  read(into: Buffer, offset: number): Promise<number>;
}

const WINDOW = 4 << 20;

const START_CODE = Buffer.from([0, 0, 0, 1]);

/** @see PREFIX */
function prefixBytes(prefix: number): Buffer[] {
  if (prefix === PREFIX.none) return [];
  const head = prefix & 0xff;
  return head === 0 ? [START_CODE] : [START_CODE, Buffer.from([head])];
}

/** Reads pieces that lie near one another with few calls. */
export class FileWindow {
  readonly #file: Readable;
  #from = 0;
  #bytes = Buffer.alloc(0);

  constructor(file: Readable) {
    this.#file = file;
  }

  /** @param pieces Prefix, offset and length of each, in turn. */
  async read(pieces: readonly number[]): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let index = 0; index + 2 < pieces.length; index += 3) {
      const [prefix = 0, offset = 0, length = 0] = pieces.slice(index, index + 3);
      parts.push(...prefixBytes(prefix), await this.#piece(offset, length));
    }
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

import type { Socket } from 'node:net';

/** Beyond this much on the way, the sender is not read from: a stalled link fills up as a real one does. */
const MAX_BYTES_ON_THE_WAY = 256 * 1024;

/** How bytes travel at the moment. */
export interface Weather {
  readonly flows: boolean;
  readonly delayMs: number;
}

interface Parcel {
  /** Null is the end of the stream. */
  readonly bytes: Buffer | null;
  readonly dueAt: number;
}

/** One direction of a connection: carries bytes in order, when the weather lets them pass. */
export class Pump {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #weather: () => Weather;
  readonly #parcels: Parcel[] = [];
  #bytesOnTheWay = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(from: Socket, to: Socket, weather: () => Weather) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    from.on('data', (bytes: Buffer) => {
      this.#take(bytes);
    });
    from.on('end', () => {
      this.#take(null);
    });
    to.on('drain', () => {
      this.#carry();
    });
  }

  /** To be called when the weather has changed. */
  wake(): void {
    this.#carry();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#parcels.length = 0;
  }

  #take(bytes: Buffer | null): void {
    this.#parcels.push({ bytes, dueAt: performance.now() + this.#weather().delayMs });
    this.#bytesOnTheWay += bytes?.length ?? 0;
    if (this.#bytesOnTheWay > MAX_BYTES_ON_THE_WAY) this.#from.pause();
    this.#carry();
  }

  #carry(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#weather().flows && !this.#to.destroyed && !this.#to.writableNeedDrain) {
      const [next] = this.#parcels;
      if (!next) break;
      const waitMs = next.dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          this.#carry();
        }, waitMs);
        break;
      }
      this.#parcels.shift();
      this.#hand(next);
    }
    if (this.#bytesOnTheWay <= MAX_BYTES_ON_THE_WAY && this.#weather().flows) this.#from.resume();
  }

  #hand({ bytes }: Parcel): void {
    if (bytes === null) {
      this.#to.end();
      return;
    }
    this.#bytesOnTheWay -= bytes.length;
    this.#to.write(bytes);
  }
}

/**
 * A picture that tells machines who is in it and what time it was: five rows of nine blocks, black or white, over
 * the whole picture. It can be read after scaling and lossy coding, down to a width of some sixty points.
 */
export interface ClockReading {
  /** 0 to 15. */
  readonly person: number;
  /** Time of day (UTC). */
  readonly ms: number;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Brightness of one picture, a byte a point. */
export interface GrayPicture {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Whole seconds, so that a beep at each second of the world is one at each second of the clock, on any day. */
export const CLOCK_TURN_MS = 86_400_000;
export const CLOCK_COLUMNS = 9;
export const CLOCK_ROWS = 5;
const PERSON_BITS = 4;
const MS_BITS = 27;
/** So many that another picture is hardly ever taken for a code. */
const CHECK_BITS = 14;
const BLACK = 32;
const WHITE = 220;
const MIDDLE = (BLACK + WHITE) / 2;
/** Nearer to the middle than this is neither black nor white. */
const DOUBT = 35;

/** The blocks row by row, true for white. */
export function clockBits({ person, ms }: ClockReading): boolean[] {
  const time = ms % CLOCK_TURN_MS;
  const check = checkOf(person, time);
  return [...bitsOf(person, PERSON_BITS), ...bitsOf(time, MS_BITS), ...bitsOf(check, CHECK_BITS)];
}

/** @returns The brightness of a picture that shows nothing but the code. */
export function drawClock(
  reading: ClockReading,
  size: { readonly width: number; readonly height: number },
): Buffer {
  const bits = clockBits(reading);
  const bytes = Buffer.alloc(size.width * size.height);
  for (let y = 0; y < size.height; y += 1) {
    const row = Math.floor((y * CLOCK_ROWS) / size.height);
    for (let x = 0; x < size.width; x += 1) {
      const column = Math.floor((x * CLOCK_COLUMNS) / size.width);
      bytes[y * size.width + x] = bits[row * CLOCK_COLUMNS + column] === true ? WHITE : BLACK;
    }
  }
  return bytes;
}

/** Milliseconds from one time to another, by a clock that begins anew each day; negative when `to` is the earlier. */
export function clockApart(to: number, from: number): number {
  const half = CLOCK_TURN_MS / 2;
  return ((((to - from + half) % CLOCK_TURN_MS) + CLOCK_TURN_MS) % CLOCK_TURN_MS) - half;
}

/**
 * Reads a code out of a part of a picture.
 *
 * @returns null when there is none, or it cannot be made out.
 */
export function readClock(picture: GrayPicture, area: Area): ClockReading | null {
  const bits: boolean[] = [];
  while (bits.length < CLOCK_ROWS * CLOCK_COLUMNS) {
    const level = levelOf(picture, area, bits.length);
    // Most places of a film show no clock, which its first blocks tell.
    if (Math.abs(level - MIDDLE) < DOUBT) return null;
    bits.push(level > MIDDLE);
  }
  const person = numberOf(bits.slice(0, PERSON_BITS));
  const ms = numberOf(bits.slice(PERSON_BITS, PERSON_BITS + MS_BITS));
  return numberOf(bits.slice(PERSON_BITS + MS_BITS)) === checkOf(person, ms) ? { person, ms } : null;
}

/** The mean of the inner third of a block: its edges are washed out by scaling. */
function levelOf({ width, bytes }: GrayPicture, area: Area, index: number): number {
  const block = { width: area.width / CLOCK_COLUMNS, height: area.height / CLOCK_ROWS };
  const left = area.x + (index % CLOCK_COLUMNS) * block.width;
  const top = area.y + Math.floor(index / CLOCK_COLUMNS) * block.height;
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(top + block.height / 3); y < top + (block.height * 2) / 3; y += 1)
    for (let x = Math.floor(left + block.width / 3); x < left + (block.width * 2) / 3; x += 1) {
      sum += bytes[y * width + x] ?? 0;
      count += 1;
    }
  return sum / Math.max(1, count);
}

function checkOf(person: number, ms: number): number {
  // Multiplied, so that a bit that is read wrong anywhere changes it.
  return ((person * 2654435 + ms * 40503 + 11) % 16381) % 2 ** CHECK_BITS;
}

const bitsOf = (value: number, count: number): boolean[] =>
  Array.from({ length: count }, (_, index) => Math.floor(value / 2 ** (count - 1 - index)) % 2 === 1);

const numberOf = (bits: readonly boolean[]): number => bits.reduce((sum, bit) => sum * 2 + (bit ? 1 : 0), 0);

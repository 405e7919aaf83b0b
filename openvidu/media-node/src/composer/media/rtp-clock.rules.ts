import { lastUpTo } from '../plan/spans.rules.js';
import { median, quantile } from './quantile.rules.js';

/** One packet's place on the sender's clock and the time it came here, both in ms. */
export interface Arrival {
  readonly sentMs: number;
  readonly arrivedMs: number;
}

/** Tells from a sender's time when it was here, less what the network delayed. */
export interface RtpClock {
  toWallMs(sentMs: number): number;
}

interface Window {
  readonly sentMs: number;
  /** The least delay in it: packets come late, never early. */
  readonly delayMs: number;
}

interface Piece {
  readonly fromMs: number;
  readonly slope: number;
  readonly delayMs: number;
}

const WINDOW_MS = 2000;
/** A clock that leaps makes windows; one that makes twice as many as went by, and these, tells nothing more. */
const SPARE_WINDOWS = 60;
/** Less than this is weather on the network, more is a clock that was set or a computer that slept. */
const STEP_MS = 120;
const STEP_WINDOWS = 15;
const FAR_WINDOWS = 45;
/** A crystal is wrong by a ten-thousandth at most; the sound of a computer that cannot keep up loses much more. */
const MAX_SLOPE = 0.02;
const MIN_SLOPE_WINDOWS = 15;
const MAX_BEND_MS = 15;
const BEND_WINDOWS = 30;

/** Collects what an hour of packets tells of a sender's clock, in little space. */
export class RtpClockFit {
  readonly #windows = new Map<number, Window>();
  #firstMs: number | null = null;

  add({ sentMs, arrivedMs }: Arrival): void {
    const key = Math.floor(sentMs / WINDOW_MS);
    const delayMs = arrivedMs - sentMs;
    const window = this.#windows.get(key);
    this.#firstMs ??= arrivedMs;
    const most = (2 * (arrivedMs - this.#firstMs)) / WINDOW_MS + SPARE_WINDOWS;
    if (window === undefined && this.#windows.size >= most) return;
    if (window === undefined || delayMs < window.delayMs) this.#windows.set(key, { sentMs, delayMs });
  }

  /** The least delay of every two seconds, in the order of the sender's time. */
  windows(): Window[] {
    return [...this.#windows.values()].sort((a, b) => a.sentMs - b.sentMs);
  }

  fit(): RtpClock {
    return clockOf(splitAtSteps(this.windows()).flatMap(toPieces));
  }
}

function clockOf(pieces: readonly Piece[]): RtpClock {
  return {
    toWallMs: (sentMs) => {
      const piece = lastUpTo(pieces, sentMs, ({ fromMs }) => fromMs) ?? pieces[0];
      if (piece === undefined) return sentMs;
      return sentMs + piece.delayMs + piece.slope * (sentMs - piece.fromMs);
    },
  };
}

/** Where delays before and after differ for good, the sender's clock was moved. */
function splitAtSteps(windows: readonly Window[]): Window[][] {
  const parts: Window[][] = [];
  let from = 0;
  for (let at = 1; at < windows.length; at += 1) {
    if (!isStep(windows, from, at)) continue;
    const edge = steepest(windows, Math.max(from + 1, at - STEP_WINDOWS), at + STEP_WINDOWS);
    parts.push(windows.slice(from, edge));
    from = edge;
    at = edge;
  }
  return [...parts, windows.slice(from)].filter((part) => part.length > 0);
}

/** A crowd on the network passes: what lies further before and behind has to differ as well. */
function isStep(windows: readonly Window[], from: number, at: number): boolean {
  const middle = (first: number, end: number) => median(delays(windows.slice(Math.max(from, first), end)));
  const before = middle(at - STEP_WINDOWS, at);
  const after = middle(at, at + STEP_WINDOWS);
  if (Math.abs(after - before) < STEP_MS) return false;
  const later = middle(at, at + FAR_WINDOWS);
  const earlier = middle(at - FAR_WINDOWS, at);
  return Math.min(Math.abs(later - before), Math.abs(after - earlier)) > STEP_MS * 0.6;
}

function steepest(windows: readonly Window[], from: number, to: number): number {
  let best = from;
  for (let at = from; at < Math.min(to, windows.length); at += 1)
    if (stepAt(windows, at) > stepAt(windows, best)) best = at;
  return best;
}

const stepAt = (windows: readonly Window[], at: number): number =>
  Math.abs((windows[at]?.delayMs ?? 0) - (windows[at - 1]?.delayMs ?? 0));

/** One line through the windows, or two when one is no good. */
function toPieces(windows: readonly Window[]): Piece[] {
  const piece = line(windows);
  const rest = windows.map(
    ({ sentMs, delayMs }) => delayMs - piece.delayMs - piece.slope * (sentMs - piece.fromMs),
  );
  const base = quantile(rest, 0.5);
  if (windows.length < 2 * BEND_WINDOWS || bend(rest.map((ms) => ms - base)) <= MAX_BEND_MS) return [piece];
  const middle = Math.floor(windows.length / 2);
  return [...toPieces(windows.slice(0, middle)), ...toPieces(windows.slice(middle))];
}

function bend(rest: readonly number[]): number {
  let worst = 0;
  for (let at = 0; at + BEND_WINDOWS <= rest.length; at += BEND_WINDOWS / 2)
    worst = Math.max(worst, Math.abs(median(rest.slice(at, at + BEND_WINDOWS))));
  return worst;
}

/** The median of the slopes between windows half the span apart, which no burst of late packets can bend. */
function line(windows: readonly Window[]): Piece {
  const fromMs = windows[0]?.sentMs ?? 0;
  const half = Math.floor(windows.length / 2);
  const slopes = windows.slice(0, half).flatMap((window, index) => {
    const other = windows[index + half];
    return other === undefined ? [] : [(other.delayMs - window.delayMs) / (other.sentMs - window.sentMs)];
  });
  const slope =
    windows.length < MIN_SLOPE_WINDOWS ? 0 : Math.min(MAX_SLOPE, Math.max(-MAX_SLOPE, median(slopes)));
  const rest = windows.map(({ sentMs, delayMs }) => delayMs - slope * (sentMs - fromMs));
  return { fromMs, slope, delayMs: quantile(rest, 0.25) };
}

const delays = (windows: readonly Window[]): number[] => windows.map(({ delayMs }) => delayMs);

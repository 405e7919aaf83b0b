import { MIN_SCENE_MS } from '../plan/scene-length.rules.js';
import type { Span } from '../plan/spans.rules.js';
import type { PiecePart } from './picture-piece.rules.js';

/** A packet of a picture, in sequence. */
export interface PicturePacket {
  readonly sequence: number;
  readonly sentMs: number;
  readonly isMarked: boolean;
  readonly isFirst: boolean;
  readonly isKey: boolean;
  readonly width: number;
  readonly height: number;
  readonly turns: number | null;
  /** Where the codec's bytes lie in the file; none is padding. */
  readonly parts: readonly PiecePart[];
}

/** One coded picture. */
export interface CodedFrame {
  readonly sentMs: number;
  readonly isKey: boolean;
  /** As the last key frame said. */
  readonly width: number;
  readonly height: number;
  /** Quarter turns clockwise to show it with. */
  readonly turns: number;
  /** No packet of it is missing. */
  readonly isWhole: boolean;
  /** Whether something was lost since the frame before. */
  readonly isAfterLoss: boolean;
  /** Prefix, offset and length of each piece, in turn. */
  readonly pieces: readonly number[];
}

/** A frame and when it was here, in ms since the epoch. */
export interface TimedFrame extends CodedFrame {
  readonly atMs: number;
}

/** Puts packets that come in sequence together to frames. */
export class FrameAssembler {
  #frame: PicturePacket[] = [];
  #sequence: number | null = null;
  #isTorn = false;
  #isAfterLoss = false;
  #size = { width: 0, height: 0 };
  #turns = 0;

  /** @returns The frames that this packet shows to be at their end. */
  push(packet: PicturePacket): CodedFrame[] {
    const isLost = this.#sequence !== null && packet.sequence !== this.#sequence + 1;
    this.#sequence = packet.sequence;
    const isNext = packet.parts.length > 0 && this.#frame[0]?.sentMs !== packet.sentMs;
    const done = isNext ? this.end() : [];
    if (isLost && this.#frame.length > 0) this.#isTorn = true;
    else if (isLost) this.#isAfterLoss = true;
    if (packet.parts.length > 0) this.#frame.push(packet);
    return packet.isMarked ? [...done, ...this.end()] : done;
  }

  /** @returns The frame that is being put together, if there is one. */
  end(): CodedFrame[] {
    const first = this.#frame[0];
    if (first === undefined) return [];
    const sized = this.#frame.find(({ width }) => width > 0);
    if (sized !== undefined) this.#size = { width: sized.width, height: sized.height };
    this.#turns = this.#frame.findLast(({ turns }) => turns !== null)?.turns ?? this.#turns;
    const isWhole = first.isFirst && this.#frame.at(-1)?.isMarked === true && !this.#isTorn;
    const frame: CodedFrame = {
      sentMs: first.sentMs,
      isKey: this.#frame.some(({ isKey }) => isKey),
      ...this.#size,
      turns: this.#turns,
      isWhole,
      isAfterLoss: this.#isAfterLoss,
      pieces: this.#frame.flatMap(({ parts }) =>
        parts.flatMap(({ prefix, offset, length }) => [prefix, offset, length]),
      ),
    };
    this.#frame = [];
    this.#isTorn = false;
    this.#isAfterLoss = !isWhole;
    return [frame];
  }
}

/** The frames of a time, none of them before the one that it follows; what is left out is lost. */
export function inTime(frames: readonly TimedFrame[], { fromMs, toMs }: Span): TimedFrame[] {
  const taken: TimedFrame[] = [];
  let isLost = false;
  for (const frame of frames) {
    const isIn = frame.atMs >= fromMs && frame.atMs < toMs;
    const atMs = Math.max(frame.atMs, taken.at(-1)?.atMs ?? fromMs);
    if (isIn) taken.push({ ...frame, atMs, isAfterLoss: frame.isAfterLoss || isLost });
    isLost = !isIn;
  }
  return taken;
}

/** So long a still picture is better than a torn one. */
const MAX_STILL_MS = 1500;

/**
 * The frames that a decoder shall get, from the first key frame on.
 *
 * After a loss the picture stands still until the next key frame if that comes soon; else the decoder goes on with what
 * is whole, because what changes is worth more than what is clean.
 */
export function decodable<F extends CodedFrame>(frames: readonly F[]): F[] {
  const taken: F[] = [];
  let stillUntilMs = -Infinity;
  for (const [index, frame] of frames.entries()) {
    const isFresh = frame.isKey && frame.isWhole;
    if (isFresh) stillUntilMs = -Infinity;
    else if (taken.length === 0) continue;
    else if ((!frame.isWhole || frame.isAfterLoss) && stillUntilMs === -Infinity)
      stillUntilMs = stillUntil(frames, index);
    if (frame.isWhole && frame.sentMs >= stillUntilMs) taken.push(frame);
  }
  return taken;
}

function stillUntil(frames: readonly CodedFrame[], from: number): number {
  const startMs = frames[from]?.sentMs ?? 0;
  for (const { sentMs, isKey, isWhole } of frames.slice(from + 1, from + 1 + 200)) {
    if (sentMs - startMs > MAX_STILL_MS) return -Infinity;
    if (isKey && isWhole) return sentMs;
  }
  return -Infinity;
}

/** A time in which a stream showed pictures of one shape. */
export interface PictureSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** As it is shown: turned. */
  readonly width: number;
  readonly height: number;
  readonly turns: number;
}

/** What is nearer in shape than this is the same shape, scaled by the sender. */
const SAME_SHAPE = 0.03;

/**
 * A shape that lasts less than a scene is taken for the one after it: that decides how many there can be.
 *
 * @param frames What will be decoded, with its time.
 * @param holdMs A picture that no other follows for longer is over.
 */
export function pictureSpans(frames: readonly TimedFrame[], holdMs: number): PictureSpan[] {
  const spans: PictureSpan[] = [];
  for (const frame of frames) {
    const shown = shownAs(frame);
    const last = spans.at(-1);
    if (last === undefined || frame.atMs - last.toMs > holdMs) {
      spans.push({ ...shown, fromMs: frame.atMs, toMs: frame.atMs });
      continue;
    }
    const isMoment = frame.atMs - last.fromMs < MIN_SCENE_MS;
    const isSame = last.turns === shown.turns && isSameShape(last, shown);
    spans[spans.length - 1] = { ...last, ...(!isSame && isMoment && shown), toMs: frame.atMs };
    if (!isSame && !isMoment) spans.push({ ...shown, fromMs: frame.atMs, toMs: frame.atMs });
  }
  return spans;
}

function shownAs({ width, height, turns }: CodedFrame): Shape & { readonly turns: number } {
  return turns % 2 === 1 ? { width: height, height: width, turns } : { width, height, turns };
}

interface Shape {
  readonly width: number;
  readonly height: number;
}

const isSameShape = (a: Shape, b: Shape): boolean =>
  Math.abs((a.width * b.height) / (a.height * b.width) - 1) < SAME_SHAPE;

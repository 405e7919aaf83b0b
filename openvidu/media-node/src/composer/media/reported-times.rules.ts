import { lastUpTo } from '../plan/spans.rules.js';
import { fingerprint } from './fingerprint.rules.js';
import type { MjrPacket } from './mjr.js';
import type { Overheard } from './overheard.rules.js';
import type { SenderReport } from './rtcp.rules.js';
import type { RtpClock, RtpClockFit } from './rtp-clock.rules.js';
import { median } from './quantile.rules.js';
import type { RtpPacket } from './rtp.rules.js';

/** What a sender said in one capture. */
export interface Mark {
  /** A time of the packets in the file, ms. */
  readonly sentMs: number;
  /** What the sender's own clock showed then, ms since the epoch. */
  readonly senderMs: number;
}

const TURN = 2 ** 32;

interface Found {
  readonly ssrc: number;
  /** From the times that were sent to those in the file, and how often it was seen. */
  readonly shifts: Map<number, number>;
  /** In the file, of the first packet that was found. */
  readonly ticks: number;
}

/** Finds what a sender said of its clock for one file of its packets, whose times Janus counts from 0 on. */
export class ReportedTimes {
  readonly #overheard: Overheard;
  readonly #ticksPerMs: number;
  readonly #found: Found[][];

  constructor(overheard: Overheard, ticksPerMs: number) {
    this.#overheard = overheard;
    this.#ticksPerMs = ticksPerMs;
    this.#found = overheard.captures.map(() => []);
  }

  /** @param sentMs The packet's time in the file. */
  see(rtp: RtpPacket, { bytes, arrivedMs }: MjrPacket, sentMs: number): void {
    const key = this.#found.length === 0 ? null : fingerprint(rtp, bytes);
    if (key === null) return;
    const ticks = Math.round(sentMs * this.#ticksPerMs);
    for (const { capture, timestamp } of this.#overheard.find(key, arrivedMs)) {
      const { shifts } = this.#at(capture, rtp.ssrc, ticks);
      const shift = turned(ticks - timestamp);
      shifts.set(shift, (shifts.get(shift) ?? 0) + 1);
    }
  }

  /** One for each capture in which the sender reported, in the order of time. */
  marks(): Mark[] {
    return this.#overheard.captures.flatMap((reports, capture) => {
      const all = reports.flatMap((report) => this.#markOf(report, this.#found[capture] ?? []));
      const aheadMs = median(all.map(({ sentMs, senderMs }) => senderMs - sentMs));
      const [first] = all;
      return first ? [{ sentMs: first.sentMs, senderMs: first.sentMs + aheadMs }] : [];
    });
  }

  #at(capture: number, ssrc: number, ticks: number): Found {
    const streams = this.#found[capture] ?? [];
    const known = streams.find((stream) => stream.ssrc === ssrc);
    if (known) return known;
    const found = { ssrc, ticks, shifts: new Map<number, number>() };
    streams.push(found);
    return found;
  }

  #markOf({ ssrc, timestamp, senderMs }: SenderReport, streams: readonly Found[]): Mark[] {
    const found = streams.find((stream) => stream.ssrc === ssrc);
    if (!found) return [];
    const [[shift] = [0]] = [...found.shifts].sort(([, a], [, b]) => b - a);
    const ticks = timestamp + shift;
    const turns = Math.round((found.ticks - ticks) / TURN);
    return [{ sentMs: (ticks + turns * TURN) / this.#ticksPerMs, senderMs }];
  }
}

/** How much later than by its sender's clock something was here, at some moments of that clock. */
export interface Lag {
  readonly senderMs: number;
  readonly lagMs: number;
}

/** What the arrivals of one track tell of the sender's clock, for the other tracks of that sender. */
export const lagsOf = (marks: readonly Mark[], clock: RtpClock): Lag[] =>
  marks.map(({ sentMs, senderMs }) => ({ senderMs, lagMs: clock.toWallMs(sentMs) - senderMs }));

/** So long coding and sending may hold a picture back, or so much a busy browser is wrong about when it was taken. */
const HELD_BACK_MS = 30;
/** Packets that were not held back come at least every few seconds, whatever the weather on the network. */
const CALM_WINDOWS = 4;
/** A crowd on the network is gone within one and a half minutes; a browser is wrong for good. */
const CROWDED_WINDOWS = 45;

/**
 * The clock of a track by what its sender said of it, on the lags of another track of that sender: both are in step
 * then, however long either was held back before it was sent.
 *
 * A sender is believed as far as it can be true: nothing was here before it was sent, and a browser without a processor
 * dates its pictures a tenth of a second early from then on (the bias of libwebrtc's `TimestampAligner`). What the
 * network holds back passes.
 *
 * @param arrivals When packets of the track came; they alone tell where the sender said nothing.
 */
export function reportedClock(marks: readonly Mark[], lags: readonly Lag[], arrivals: RtpClockFit): RtpClock {
  if (marks.length === 0 || lags.length === 0) return arrivals.fit();
  const ahead = through(marks.map(({ sentMs, senderMs }) => ({ at: sentMs, value: senderMs - sentMs })));
  const behind = through(lags.map(({ senderMs, lagMs }) => ({ at: senderMs, value: lagMs })));
  const said = (sentMs: number) => {
    const senderMs = sentMs + ahead(sentMs);
    return senderMs + behind(senderMs);
  };
  const held = arrivals
    .windows()
    .map(({ sentMs, delayMs }) => ({ sentMs, ms: sentMs + delayMs - said(sentMs) }));
  const calmMs = around(
    held.map(({ ms }) => ms),
    CALM_WINDOWS,
    Math.min,
  );
  const lastingMs = withoutPassing(calmMs, CROWDED_WINDOWS);
  const mended = held.map(({ sentMs }, index) => {
    const ms = lastingMs[index] ?? 0;
    return { at: sentMs, value: Math.min(ms, Math.max(0, ms - HELD_BACK_MS)) };
  });
  const mend = through(mended);
  return { toWallMs: (sentMs) => said(sentMs) + mend(sentMs) };
}

/** The least, or most, of each value and so many on both sides of it. */
const around = (values: readonly number[], reach: number, of: (...some: number[]) => number): number[] =>
  values.map((_, at) => of(...values.slice(Math.max(0, at - reach), at + reach + 1)));

/**
 * Values without the rises that end before so many have gone by; of one at an edge nobody knows, and it is left.
 *
 * @see https://en.wikipedia.org/wiki/Opening_(morphology)
 */
function withoutPassing(values: readonly number[], length: number): number[] {
  const reach = Math.floor(length / 2);
  const edge = (value: number | undefined) => Array.from({ length: 2 * reach }, () => value ?? 0);
  const padded = [...edge(values[0]), ...values, ...edge(values.at(-1))];
  const opened = around(around(padded, reach, Math.min), reach, Math.max);
  return opened.slice(2 * reach, 2 * reach + values.length);
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Straight from point to point; before the first and behind the last as there. @param points In order; at least one. */
function through(points: readonly Point[]): (at: number) => number {
  const pieces = points.map(({ at, value }, index) => {
    const next = points[index + 1];
    return { at, value, slope: next === undefined ? 0 : (next.value - value) / (next.at - at) };
  });
  return (at) => {
    const piece = lastUpTo(pieces, at, (one) => one.at);
    return piece === undefined ? (pieces[0]?.value ?? 0) : piece.value + piece.slope * (at - piece.at);
  };
}

const turned = (ticks: number): number => ((ticks % TURN) + TURN) % TURN;

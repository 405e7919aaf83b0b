import { until } from '@seodang/testing/until';
import type { PeerReport } from './peers.page.js';
import type { Visitor } from './visitor.js';

const NEW_FRAMES = 8;
const NEW_PACKETS = 20;
/** Opus sends one each 20 ms. */
const PACKETS_PER_SEC = 50;

export const reportsOf = (visitor: Visitor): Promise<PeerReport[]> =>
  visitor.page.evaluate(() => window.peerReports());

interface Growth {
  readonly what: string;
  readonly pictures: number;
  readonly grown: (now: PeerReport, before: PeerReport | undefined) => boolean;
  readonly withinMs?: number;
}

async function untilGrown(
  visitor: Visitor,
  { what, pictures, grown, withinMs = 30_000 }: Growth,
): Promise<void> {
  const before = new Map((await reportsOf(visitor)).map((report) => [report.number, report]));
  let latest: PeerReport[] = [];
  await until(
    async () => {
      latest = await reportsOf(visitor);
      return latest.filter((report) => grown(report, before.get(report.number))).length >= pictures;
    },
    { what: `${visitor.name} ${what}`, withinMs, everyMs: 200, seen: () => latest },
  );
}

/** Waits until new frames of so many streams of others are decoded. */
export function sees(visitor: Visitor, streams: number): Promise<void> {
  return untilGrown(visitor, {
    what: `to decode new frames of ${streams}`,
    pictures: streams,
    grown: (now, before) =>
      now.framesDecoded >= (before?.framesDecoded ?? 0) + NEW_FRAMES && now.frameWidth > 0,
  });
}

/** Waits until new sound (packets with energy) of so many others arrives. */
export function hears(visitor: Visitor, people: number): Promise<void> {
  return untilGrown(visitor, {
    what: `to hear ${people}`,
    pictures: people,
    grown: (now, before) =>
      now.audioPackets >= (before?.audioPackets ?? 0) + NEW_PACKETS &&
      now.audioEnergy > (before?.audioEnergy ?? 0),
  });
}

export async function seesAndHears(visitor: Visitor, people = 1): Promise<void> {
  await sees(visitor, people);
  await hears(visitor, people);
}

/** Waits until somebody has listened to another for so many seconds: a scene of a lesson lasts for as long as it is heard. */
export function listens(visitor: Visitor, seconds: number): Promise<void> {
  return untilGrown(visitor, {
    what: `to listen for ${seconds} s`,
    pictures: 1,
    grown: (now, before) => now.audioPackets >= (before?.audioPackets ?? 0) + seconds * PACKETS_PER_SEC,
    withinMs: 30_000 + seconds * 1_000,
  });
}

/** Waits until no stream of anybody else comes in any more. */
export async function receivesNothing(visitor: Visitor): Promise<void> {
  let latest: PeerReport[] = [];
  await until(
    async () => {
      latest = await reportsOf(visitor);
      return latest.every(({ framesDecoded, audioPackets }) => framesDecoded === 0 && audioPackets === 0);
    },
    { what: `${visitor.name} to receive nothing any more`, everyMs: 200, seen: () => latest },
  );
}

/** Waits until the picture of somebody else comes in so many pixels wide, or less. */
export async function receivesWidth(visitor: Visitor, atMost: number): Promise<void> {
  let latest: PeerReport[] = [];
  await until(
    async () => {
      latest = await reportsOf(visitor);
      return latest.some(({ frameWidth }) => frameWidth > 0 && frameWidth <= atMost);
    },
    { what: `${visitor.name} to receive a smaller picture`, everyMs: 200, seen: () => latest },
  );
}

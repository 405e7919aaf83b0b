import type { PeerReport } from './seat.js';
import type { Person } from './person.js';
import { until } from '@seodang/testing/until';

const LOOK_EVERY_MS = 150;
const NEW_FRAMES = 8;
const NEW_PACKETS = 20;

async function untilReport(
  person: Person,
  streamId: string,
  {
    what,
    enough,
    withinMs = 30_000,
  }: { what: string; enough: (report: PeerReport) => boolean; withinMs?: number },
): Promise<PeerReport> {
  let latest: PeerReport | undefined;
  return until(
    async () => {
      latest = await person.report(streamId);
      return latest && enough(latest) ? latest : null;
    },
    {
      what: `${person.seat} to ${what} of ${streamId}`,
      everyMs: LOOK_EVERY_MS,
      withinMs,
      seen: () => [latest, person.events],
    },
  );
}

/** Waits until this person decodes frames of the stream that were not there when asked. */
export async function sees(person: Person, streamId: string, withinMs?: number): Promise<PeerReport> {
  const before = (await person.report(streamId))?.frames ?? 0;
  return untilReport(person, streamId, {
    what: `decode ${NEW_FRAMES} new frames`,
    // A repaired peer counts from nought again.
    enough: ({ frames, width }) =>
      (frames >= before + NEW_FRAMES || (frames < before && frames >= NEW_FRAMES)) && width > 0,
    ...(withinMs === undefined ? {} : { withinMs }),
  });
}

/** Waits until sound (packets with energy in them) of the stream reaches this person. */
export async function hearsSound(person: Person, streamId: string, withinMs?: number): Promise<PeerReport> {
  const before = await person.report(streamId);
  const packets = before?.audioPackets ?? 0;
  const energy = before?.audioEnergy ?? 0;
  return untilReport(person, streamId, {
    what: `receive ${NEW_PACKETS} new audio packets with sound`,
    enough: (report) =>
      report.audioPackets < packets
        ? report.audioPackets > NEW_PACKETS && report.audioEnergy > 0
        : report.audioPackets >= packets + NEW_PACKETS && report.audioEnergy > energy,
    ...(withinMs === undefined ? {} : { withinMs }),
  });
}

export async function seesAndHears(person: Person, streamId: string, withinMs?: number): Promise<void> {
  await sees(person, streamId, withinMs);
  await hearsSound(person, streamId, withinMs);
}

/** Waits until silence reaches this person: packets go on, energy doesn't grow any more. */
export async function hearsSilence(person: Person, streamId: string): Promise<void> {
  let last: PeerReport | undefined;
  await until(
    async () => {
      const report = await person.report(streamId);
      if (!report) return null;
      if (!last || report.audioEnergy - last.audioEnergy > 1e-4) last = report;
      // The fake microphone beeps each second: 75 packets of 20 ms without a beep are silence.
      return report.audioPackets - last.audioPackets > 75;
    },
    { what: `${person.seat} to receive silence from ${streamId}`, everyMs: LOOK_EVERY_MS, seen: () => last },
  );
}

/** A packet of Opus. */
const PACKET_MS = 20;

/** Waits until this person has sent so much more of a stream of theirs; with sound, whose packets tell the time. */
export async function sends(person: Person, streamId: string, ms: number): Promise<void> {
  const before = (await person.report(streamId))?.audioPackets ?? 0;
  await untilReport(person, streamId, {
    what: `send ${ms} ms more`,
    enough: ({ direction, audioPackets }) => direction === 'out' && (audioPackets - before) * PACKET_MS >= ms,
  });
}

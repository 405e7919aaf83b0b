import { crc32 } from 'node:zlib';
import { z } from 'zod';

const Payload = z.looseObject({
  event: z.string(),
  sessionId: z.string(),
  uniqueSessionId: z.string(),
  timestamp: z.number(),
});

const JournalRecord = z.discriminatedUnion('kind', [
  /** An event; those that nobody wants delivered are kept for what they begin and end. */
  z.object({
    kind: z.literal('event'),
    sequence: z.int(),
    atMs: z.number(),
    isForDelivery: z.boolean(),
    payload: Payload,
  }),
  /** Every event up to this one is delivered or given up. */
  z.object({ kind: z.literal('settled'), sequence: z.int() }),
  /** The node lived at this time. */
  z.object({ kind: z.literal('alive'), atMs: z.number() }),
  /** After a compaction: an event that still waits for delivery. What it began or ended is told by `open`. */
  z.object({ kind: z.literal('waiting'), sequence: z.int(), atMs: z.number(), payload: Payload }),
  /** After a compaction: what had begun and not ended by then. */
  z.object({ kind: z.literal('open'), payload: Payload }),
]);
export type JournalRecord = z.infer<typeof JournalRecord>;

/** One line: a checksum, a space, the record as JSON. */
export function encodeRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** @returns null for a line that a crash or a full disk tore. */
export function decodeRecord(line: string): JournalRecord | null {
  const json = line.slice(9);
  if (line.charAt(8) !== ' ' || line.slice(0, 8) !== checksum(json)) return null;
  return JournalRecord.safeParse(JSON.parse(json)).data ?? null;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

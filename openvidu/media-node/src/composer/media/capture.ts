import { open } from 'node:fs/promises';
import { Overheard } from './overheard.rules.js';
import { capturedPackets } from './pcap.rules.js';

/** A quarter of a minute of the best camera is a tenth of it. */
const MOST_BYTES = 8 << 20;

/** Reads what the captures of a segment, in the order in which they were made, tell of its publisher's clocks. */
export async function readCaptures(paths: readonly string[]): Promise<Overheard> {
  const overheard = new Overheard();
  for (const path of paths) overheard.add(capturedPackets(await head(path)));
  return overheard;
}

async function head(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

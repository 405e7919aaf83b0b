/** How the files of a segment are told apart in a take's folder; `file` is the name they share. */

const CAPTURE = '-rtcp-';

/** @param count From 0 on. */
export const captureName = (file: string, count: number): string => `${file}${CAPTURE}${count}.pcap`;

/** The names of a segment's captures, in the order in which they were made. */
export function capturesOf(file: string, files: readonly string[]): string[] {
  const countOf = (name: string) => Number(name.slice(`${file}${CAPTURE}`.length, -'.pcap'.length));
  return files
    .filter((name) => name.startsWith(`${file}${CAPTURE}`) && name.endsWith('.pcap'))
    .toSorted((a, b) => countOf(a) - countOf(b));
}

/** The name of what the engine wrote of a segment's sound or pictures, null when it wrote none. */
export function mediaOf(file: string, kind: 'audio' | 'video', files: readonly string[]): string | null {
  return files.find((name) => name.startsWith(`${file}-${kind}-`) && name.endsWith('.mjr')) ?? null;
}

/** One segment of a rendition as it was written. */
export interface Segment {
  readonly name: string;
  readonly durationMs: number;
}

/**
 * Reads a media playlist that ffmpeg wrote.
 *
 * @returns its segments in order; null when it is not finished.
 * @see RFC 8216 §4.3
 */
export function readPlaylist(text: string): Segment[] | null {
  const lines = text.split('\n').map((line) => line.trim());
  if (lines[0] !== '#EXTM3U' || !lines.includes('#EXT-X-ENDLIST')) return null;
  const segments: Segment[] = [];
  let durationMs = 0;
  for (const line of lines) {
    const [, seconds] = /^#EXTINF:([\d.]+)/.exec(line) ?? [];
    if (seconds !== undefined) durationMs = Math.round(Number(seconds) * 1000);
    else if (line !== '' && !line.startsWith('#')) segments.push({ name: line, durationMs });
  }
  return segments.length > 0 ? segments : null;
}

/** Bits per second: of the whole, and of its heaviest segment. */
export function bandwidthOf(segments: readonly { durationMs: number; sizeBytes: number }[]): {
  average: number;
  peak: number;
} {
  const bytes = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const ms = segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const rate = (size: number, time: number) => Math.ceil((size * 8 * 1000) / Math.max(time, 1));
  // A short last one says little about what a line has to carry.
  const whole = segments.filter(({ durationMs }) => durationMs >= 1000);
  const peak = Math.max(0, ...whole.map(({ sizeBytes, durationMs }) => rate(sizeBytes, durationMs)));
  return { average: rate(bytes, ms), peak: Math.max(peak, rate(bytes, ms)) };
}

/**
 * What a browser has to be able to decode, from the beginning of an fMP4 rendition.
 *
 * @see RFC 6381 §3.3; ISO/IEC 14496-15 §5.3.3 (avcC)
 */
export function codecOf(init: Buffer): string | null {
  const avc = init.indexOf('avcC');
  if (avc >= 0 && avc + 8 <= init.length) return `avc1.${init.toString('hex', avc + 5, avc + 8)}`;
  return init.includes('mp4a') ? 'mp4a.40.2' : null;
}

/** Whether two renditions can be changed between at any segment. */
export function areAligned(one: readonly Segment[], other: readonly Segment[]): boolean {
  const ends = (segments: readonly Segment[]) => {
    let at = 0;
    return segments.map(({ durationMs }) => (at += durationMs));
  };
  const [a, b] = [ends(one), ends(other)];
  return (
    a.length === b.length &&
    a.every((end, nth) => nth === a.length - 1 || Math.abs(end - (b[nth] ?? 0)) <= 80)
  );
}

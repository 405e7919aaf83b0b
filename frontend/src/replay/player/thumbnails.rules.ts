/** A piece of a picture that shows what can be seen from `fromMs` on, counted from the first moment of the playlist. */
export interface Thumbnail {
  readonly fromMs: number;
  readonly toMs: number;
  readonly image: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const TIMES = /^((?:\d+:)?\d{2}:\d{2}\.\d{3})\s+-->\s+((?:\d+:)?\d{2}:\d{2}\.\d{3})/;
const PIECE = /^(.+)#xywh=(\d+),(\d+),(\d+),(\d+)$/;

/**
 * The thumbnails that a WebVTT file names, in order. Lines of any other form are left out.
 *
 * @param base Where it was read from.
 * @see https://www.w3.org/TR/media-frags/#naming-space
 */
export function thumbnailsOf(file: string, base: string): Thumbnail[] {
  const thumbnails: Thumbnail[] = [];
  let times: RegExpExecArray | null = null;
  for (const line of file.split(/\r?\n/)) {
    const piece = times === null ? null : PIECE.exec(line.trim());
    if (times !== null && piece !== null) {
      const [, named = '', ...numbers] = piece;
      const [x = 0, y = 0, width = 0, height = 0] = numbers.map(Number);
      const span = { fromMs: vttMs(times[1]), toMs: vttMs(times[2]) };
      thumbnails.push({ ...span, image: new URL(named, base).href, x, y, width, height });
    }
    times = TIMES.exec(line);
  }
  return thumbnails;
}

function vttMs(text = ''): number {
  const [seconds = 0, minutes = 0, hours = 0] = text.split(':').map(Number).toReversed();
  return Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000);
}

/** The thumbnail of a moment; the last one a little behind its end too, null where there is none. */
export function thumbnailAt(thumbnails: readonly Thumbnail[], atMs: number): Thumbnail | null {
  const near = thumbnails.findLast(({ fromMs }) => fromMs <= atMs);
  if (!near) return null;
  const { fromMs, toMs } = near;
  const isLast = near === thumbnails.at(-1);
  return atMs < toMs || (isLast && atMs - toMs < toMs - fromMs) ? near : null;
}

import type { Pictures, Sprites } from '../pipeline/pictures.js';
import type { RecordingRow } from '../recording.row.js';
import { clock } from './captions.rules.js';
import type { Cut, LinkTo } from './playlist.rules.js';

/** The pictures that the pipeline made of a film. */
export function picturesOf({ facts }: Pick<RecordingRow, 'facts'>): Pictures {
  const { sprites = null, posterMs = null } = JSON.parse(facts ?? '{}') as Partial<Pictures>;
  return { sprites, posterMs };
}

/** Whether the poster is of a moment that was not cut off. */
export function isPosterShown({ posterMs }: Pictures, { startMs, endMs }: Cut): boolean {
  return posterMs !== null && posterMs >= startMs && posterMs < endMs;
}

/**
 * The little pictures of what the playlists show, by times counted from their beginning. A sheet that holds a picture of
 * something else is left out as a whole: whoever gets a sheet sees all of it.
 *
 * @param durationMs Of the whole recording: the last sheet is not full.
 * @see WebVTT; the fragment is that of Media Fragments URI §4.2.2
 */
export function thumbnailTrack(
  sprites: Sprites,
  { startMs, endMs, durationMs }: Cut & { readonly durationMs: number },
  linkTo: LinkTo,
): string {
  const { everyMs, columns, rows, width, height, sheets } = sprites;
  const perSheet = columns * rows;
  const blocks = ['WEBVTT'];
  for (let sheet = 0; sheet < sheets; sheet += 1) {
    const first = sheet * perSheet;
    const behindMs = Math.min((first + perSheet) * everyMs, durationMs);
    if (first * everyMs < startMs || behindMs > endMs) continue;
    const link = linkTo(`pictures/sprite-${String(sheet + 1).padStart(3, '0')}.jpg`);
    for (let place = 0; (first + place) * everyMs < behindMs; place += 1) {
      const atMs = (first + place) * everyMs;
      const [x, y] = [(place % columns) * width, Math.floor(place / columns) * height];
      const times = [atMs, Math.min(atMs + everyMs, behindMs)].map((ms) => clock(ms - startMs));
      blocks.push(`${times.join(' --> ')}\n${link}#xywh=${x},${y},${width},${height}`);
    }
  }
  return `${blocks.join('\n\n')}\n`;
}

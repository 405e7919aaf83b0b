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

/** A place on a sheet, pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the playlists show of a recording, and how long all of it is. */
export interface Shown extends Cut {
  readonly durationMs: number;
}

/** One stands for the time up to the next: it may be of any moment in it. */
interface Picture {
  readonly fromMs: number;
  readonly toMs: number;
  readonly area: Area;
}

/** The pictures on a sheet. @param sheet From 1. */
function picturesOn(sprites: Sprites, sheet: number, durationMs: number): Picture[] {
  const { everyMs, columns, rows, width, height } = sprites;
  return Array.from({ length: columns * rows }, (_, place) => {
    const fromMs = ((sheet - 1) * columns * rows + place) * everyMs;
    const [x, y] = [(place % columns) * width, Math.floor(place / columns) * height];
    return { fromMs, toMs: Math.min(fromMs + everyMs, durationMs), area: { x, y, width, height } };
  }).filter(({ fromMs }) => fromMs < durationMs);
}

function isKept({ fromMs, toMs }: Picture, { startMs, endMs }: Cut): boolean {
  return fromMs >= startMs && toMs <= endMs;
}

/**
 * Where a sheet shows what was cut off. Whoever gets a sheet sees all of it.
 *
 * @param sheet From 1.
 * @returns null when it shows nothing else.
 */
export function hiddenOn(sprites: Sprites, sheet: number, shown: Shown): Area[] | null {
  const pictures = picturesOn(sprites, sheet, shown.durationMs);
  const hidden = pictures.filter((picture) => !isKept(picture, shown));
  return hidden.length === pictures.length ? null : hidden.map(({ area }) => area);
}

/**
 * The little pictures of what the playlists show, by times counted from their beginning. A sheet that shows something else
 * besides is named otherwise: it is painted over there before it is sent.
 *
 * @see WebVTT; the fragment is that of Media Fragments URI §4.2.2
 */
export function thumbnailTrack(sprites: Sprites, shown: Shown, linkTo: LinkTo): string {
  const { startMs, durationMs } = shown;
  const blocks = ['WEBVTT'];
  for (let sheet = 1; sheet <= sprites.sheets; sheet += 1) {
    const hidden = hiddenOn(sprites, sheet, shown);
    if (hidden === null) continue;
    const kind = hidden.length === 0 ? 'sprite' : 'cut';
    const link = linkTo(`pictures/${kind}-${String(sheet).padStart(3, '0')}.jpg`);
    for (const picture of picturesOn(sprites, sheet, durationMs).filter((each) => isKept(each, shown))) {
      const { fromMs, toMs, area } = picture;
      const times = [fromMs, toMs].map((ms) => clock(ms - startMs));
      const place = [area.x, area.y, area.width, area.height].join(',');
      blocks.push(`${times.join(' --> ')}\n${link}#xywh=${place}`);
    }
  }
  return `${blocks.join('\n\n')}\n`;
}

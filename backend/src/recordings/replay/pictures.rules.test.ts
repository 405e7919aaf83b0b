import { expect } from 'chai';
import fc from 'fast-check';
import type { Sprites } from '../pipeline/pictures.js';
import { hiddenOn, isPosterShown, picturesOf, thumbnailTrack } from './pictures.rules.js';

const sprites: Sprites = { everyMs: 4_000, columns: 2, rows: 2, width: 160, height: 90, sheets: 3 };
const linkTo = (path: string) => `/x/${path}?t=1`;

interface Thumbnail {
  readonly times: readonly [from: string, to: string];
  readonly kind: string;
  readonly sheet: number;
  readonly place: string;
}

/** What a player finds in the track. */
function thumbnailsIn(track: string): Thumbnail[] {
  const [head, ...blocks] = track.trimEnd().split('\n\n');
  expect(head).to.equal('WEBVTT');
  return blocks.map((block) => {
    const [, from, to, kind, sheet, place] =
      /^(\S+) --> (\S+)\n\/x\/pictures\/(sprite|cut)-(\d{3})\.jpg\?t=1#xywh=([\d,]+)$/.exec(block) ?? [];
    return { times: [from ?? '', to ?? ''], kind: kind ?? '', sheet: Number(sheet), place: place ?? '' };
  });
}

function millis(time: string): number {
  return Date.parse(`1970-01-01T${time}Z`);
}

describe('the pictures of a film', () => {
  it('are those of which the pipeline wrote', () => {
    const pictures = { sprites, posterMs: 2_000 };
    expect(picturesOf({ facts: JSON.stringify({ durationMs: 1, ...pictures }) })).to.deep.equal(pictures);
  });

  it('are none while it has not, and none of a film of sound', () => {
    const none = { sprites: null, posterMs: null };
    expect(picturesOf({ facts: null })).to.deep.equal(none);
    expect(picturesOf({ facts: '{"durationMs":1000}' })).to.deep.equal(none);
    expect(picturesOf({ facts: JSON.stringify(none) })).to.deep.equal(none);
  });
});

describe('a poster', () => {
  it('is shown when its moment was kept', () => {
    const cut = { startMs: 1_000, endMs: 5_000 };
    const isShown = (posterMs: number | null) => isPosterShown({ sprites: null, posterMs }, cut);
    expect([1_000, 4_999].map(isShown)).to.deep.equal([true, true]);
    expect([999, 5_000, null].map(isShown)).to.deep.equal([false, false, false]);
  });
});

describe('the little pictures over the seek bar', () => {
  it('lie in rows on their sheets, until the film ends', () => {
    const cut = { startMs: 0, endMs: 22_000, durationMs: 22_000 };
    expect(thumbnailsIn(thumbnailTrack({ ...sprites, sheets: 2 }, cut, linkTo))).to.deep.equal([
      { times: ['00:00:00.000', '00:00:04.000'], kind: 'sprite', sheet: 1, place: '0,0,160,90' },
      { times: ['00:00:04.000', '00:00:08.000'], kind: 'sprite', sheet: 1, place: '160,0,160,90' },
      { times: ['00:00:08.000', '00:00:12.000'], kind: 'sprite', sheet: 1, place: '0,90,160,90' },
      { times: ['00:00:12.000', '00:00:16.000'], kind: 'sprite', sheet: 1, place: '160,90,160,90' },
      { times: ['00:00:16.000', '00:00:20.000'], kind: 'sprite', sheet: 2, place: '0,0,160,90' },
      { times: ['00:00:20.000', '00:00:22.000'], kind: 'sprite', sheet: 2, place: '160,0,160,90' },
    ]);
  });

  it('are counted from the beginning of what was kept, with the sheets that show something else as well named otherwise', () => {
    const cut = { startMs: 12_000, endMs: 41_000, durationMs: 48_000 };
    expect(thumbnailsIn(thumbnailTrack(sprites, cut, linkTo))).to.deep.equal([
      { times: ['00:00:00.000', '00:00:04.000'], kind: 'cut', sheet: 1, place: '160,90,160,90' },
      ...['0,0', '160,0', '0,90', '160,90'].map((place, nth) => {
        const times = [nth + 1, nth + 2].map((fours) => `00:00:${String(4 * fours).padStart(2, '0')}.000`);
        return { times, kind: 'sprite', sheet: 2, place: `${place},160,90` };
      }),
      { times: ['00:00:20.000', '00:00:24.000'], kind: 'cut', sheet: 3, place: '0,0,160,90' },
      { times: ['00:00:24.000', '00:00:28.000'], kind: 'cut', sheet: 3, place: '160,0,160,90' },
    ]);
    const places = (sheet: number) => hiddenOn(sprites, sheet, cut)?.map(({ x, y }) => [x, y]);
    expect([1, 2, 3].map(places)).to.deep.equal([
      [
        [0, 0],
        [160, 0],
        [0, 90],
      ],
      [],
      [
        [0, 90],
        [160, 90],
      ],
    ]);
    expect(hiddenOn(sprites, 1, { ...cut, startMs: 16_000 }), 'a sheet of nothing else').to.equal(null);
    expect(hiddenOn(sprites, 4, cut), 'a sheet that there is not').to.equal(null);
  });

  it('show nothing of what was cut off, follow each other, and lie on their sheet', () => {
    const shape = fc.record({
      everyMs: fc.integer({ min: 4_000, max: 30_000 }),
      columns: fc.integer({ min: 1, max: 6 }),
      rows: fc.integer({ min: 1, max: 6 }),
      durationMs: fc.integer({ min: 1, max: 3_600_000 }),
      bounds: fc.tuple(fc.nat(1_000), fc.nat(1_000)),
    });
    fc.assert(
      fc.property(shape, ({ everyMs, columns, rows, durationMs, bounds }) => {
        const perSheet = columns * rows;
        const sheets = Math.ceil(durationMs / (everyMs * perSheet));
        const made = { ...sprites, everyMs, columns, rows, sheets };
        const [startMs = 0, endMs = 0] = bounds
          .map((part) => Math.round((part * durationMs) / 1_000))
          .toSorted((a, b) => a - b);
        const shown = { startMs, endMs, durationMs };
        const kept = thumbnailsIn(thumbnailTrack(made, shown, linkTo));
        kept.forEach(({ times, kind, sheet, place }, nth) => {
          const [x = 0, y = 0, width = 0, height = 0] = place.split(',').map(Number);
          expect(x + width).to.be.at.most(columns * width);
          expect(y + height).to.be.at.most(rows * height);
          const atMs = ((sheet - 1) * perSheet + (y / height) * columns + x / width) * everyMs;
          const untilMs = Math.min(atMs + everyMs, durationMs);
          expect(atMs).to.be.at.least(startMs);
          expect(untilMs).to.be.at.most(endMs);
          const [from = 0, to = 0] = times.map(millis);
          expect(from).to.equal(atMs - startMs);
          expect(to)
            .to.be.greaterThan(from)
            .and.to.be.at.most(endMs - startMs);
          if (nth > 0) expect(times[0]).to.equal(kept[nth - 1]?.times[1]);
          const hidden = hiddenOn(made, sheet, shown) ?? [];
          expect(hidden.length > 0).to.equal(kind === 'cut');
          const isHidden = hidden.some((area) => area.x === x && area.y === y);
          expect(isHidden, 'what is shown is not painted over').to.equal(false);
        });
        const pictures = Array.from({ length: Math.ceil(durationMs / everyMs) }, (_, nth) => nth * everyMs);
        const isInside = (atMs: number) => atMs >= startMs && Math.min(atMs + everyMs, durationMs) <= endMs;
        expect(kept).to.have.length(pictures.filter(isInside).length);
      }),
      { numRuns: 50 },
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import type { Sprites } from '../pipeline/pictures.js';
import { isPosterShown, picturesOf, thumbnailTrack } from './pictures.rules.js';

const sprites: Sprites = { everyMs: 4_000, columns: 2, rows: 2, width: 160, height: 90, sheets: 3 };
const linkTo = (path: string) => `/x/${path}?t=1`;

interface Thumbnail {
  readonly times: readonly [from: string, to: string];
  readonly sheet: number;
  readonly place: string;
}

/** What a player finds in the track. */
function thumbnailsIn(track: string): Thumbnail[] {
  const [head, ...blocks] = track.trimEnd().split('\n\n');
  expect(head).to.equal('WEBVTT');
  return blocks.map((block) => {
    const [, from, to, sheet, place] =
      /^(\S+) --> (\S+)\n\/x\/pictures\/sprite-(\d{3})\.jpg\?t=1#xywh=([\d,]+)$/.exec(block) ?? [];
    return { times: [from ?? '', to ?? ''], sheet: Number(sheet), place: place ?? '' };
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
      { times: ['00:00:00.000', '00:00:04.000'], sheet: 1, place: '0,0,160,90' },
      { times: ['00:00:04.000', '00:00:08.000'], sheet: 1, place: '160,0,160,90' },
      { times: ['00:00:08.000', '00:00:12.000'], sheet: 1, place: '0,90,160,90' },
      { times: ['00:00:12.000', '00:00:16.000'], sheet: 1, place: '160,90,160,90' },
      { times: ['00:00:16.000', '00:00:20.000'], sheet: 2, place: '0,0,160,90' },
      { times: ['00:00:20.000', '00:00:22.000'], sheet: 2, place: '160,0,160,90' },
    ]);
  });

  it('are counted from the beginning of what was kept, without sheets that show something else', () => {
    const cut = { startMs: 16_000, endMs: 40_000, durationMs: 48_000 };
    const kept = thumbnailsIn(thumbnailTrack(sprites, cut, linkTo));
    expect(kept.map(({ sheet }) => sheet)).to.deep.equal([2, 2, 2, 2]);
    expect(kept[0]?.times).to.deep.equal(['00:00:00.000', '00:00:04.000']);
    expect(thumbnailTrack(sprites, { ...cut, startMs: 16_001 }, linkTo)).to.equal('WEBVTT\n');
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
        const perSheetMs = everyMs * columns * rows;
        const made = { ...sprites, everyMs, columns, rows, sheets: Math.ceil(durationMs / perSheetMs) };
        const [startMs = 0, endMs = 0] = bounds
          .map((part) => Math.round((part * durationMs) / 1_000))
          .toSorted((a, b) => a - b);
        const kept = thumbnailsIn(thumbnailTrack(made, { startMs, endMs, durationMs }, linkTo));
        kept.forEach(({ times, sheet, place }, nth) => {
          const firstMs = (sheet - 1) * perSheetMs;
          expect(firstMs).to.be.at.least(startMs);
          expect(Math.min(firstMs + perSheetMs, durationMs)).to.be.at.most(endMs);
          const [from, to] = times.map(millis);
          expect(to).to.be.greaterThan(from ?? 0);
          if (nth > 0) expect(times[0]).to.equal(kept[nth - 1]?.times[1]);
          const [x = 0, y = 0, width = 0, height = 0] = place.split(',').map(Number);
          expect(x + width).to.be.at.most(columns * width);
          expect(y + height).to.be.at.most(rows * height);
        });
        const isWhole = startMs === 0 && endMs === durationMs;
        if (isWhole) expect(millis(kept.at(-1)?.times[1] ?? '')).to.equal(durationMs);
      }),
      { numRuns: 50 },
    );
  });
});

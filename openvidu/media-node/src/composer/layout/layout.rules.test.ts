import { expect } from 'chai';
import fc from 'fast-check';
import { LAYOUTS, MAX_TILES, place, type Placed, type Tile } from './layout.rules.js';

const frame = { width: 1280, height: 720 };
const camera = (id: string, aspect = 16 / 9): Tile => ({ id, aspect, isScreen: false });
const screen = (id: string, aspect = 16 / 10): Tile => ({ id, aspect, isScreen: true });

const anyTiles = fc
  .array(
    fc.record({
      aspect: fc.constantFrom(16 / 9, 4 / 3, 9 / 16, 3 / 4, 1, 21 / 9, 16 / 10),
      isScreen: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((tiles) => tiles.map((tile, index) => ({ ...tile, id: String(index) })));
const anyFrame = fc
  .tuple(fc.integer({ min: 160, max: 999 }), fc.integer({ min: 160, max: 999 }))
  .map(([width, height]) => ({ width: width * 2, height: height * 2 }));
const anyLayout = fc.constantFrom(...LAYOUTS);

const overlap = (a: Placed, b: Placed): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const areaOf = (placed: readonly Placed[], id: string): number => {
  const found = placed.find((tile) => tile.id === id);
  return found === undefined ? 0 : found.width * found.height;
};

describe('the layout of a picture', () => {
  it('keeps everybody inside the frame, in even numbers', () => {
    fc.assert(
      fc.property(anyLayout, anyFrame, anyTiles, (layout, size, tiles) => {
        for (const { x, y, width, height } of place(layout, size, tiles)) {
          expect([x, y, width, height].filter((value) => value % 2 !== 0 || value < 0)).to.deep.equal([]);
          expect(Math.min(width, height)).to.be.at.least(2);
          expect(x + width).to.be.at.most(size.width);
          expect(y + height).to.be.at.most(size.height);
        }
      }),
    );
  });

  it('keeps the shape of every picture', () => {
    fc.assert(
      fc.property(anyLayout, anyFrame, anyTiles, (layout, size, tiles) => {
        for (const { id, width, height } of place(layout, size, tiles)) {
          const aspect = tiles.find((tile) => tile.id === id)?.aspect ?? 0;
          const off = Math.min(Math.abs(width - height * aspect), Math.abs(height - width / aspect));
          expect(off).to.be.at.most(2);
        }
      }),
    );
  });

  it('lets nobody cover another, but the small ones upon the big one', () => {
    fc.assert(
      fc.property(anyLayout, anyFrame, anyTiles, (layout, size, tiles) => {
        const placed = place(layout, size, tiles);
        const side = layout === 'PICTURE_IN_PICTURE' ? placed.slice(1) : placed;
        for (const [index, a] of side.entries())
          for (const b of side.slice(index + 1)) expect(overlap(a, b)).to.equal(false);
      }),
    );
  });

  it('has a place for each, up to as many as can be told apart', () => {
    fc.assert(
      fc.property(anyLayout, anyTiles, (layout, tiles) => {
        const ids = place(layout, frame, tiles).map(({ id }) => id);
        expect(new Set(ids).size).to.equal(Math.min(tiles.length, MAX_TILES));
      }),
    );
  });

  it('gives one alone the whole frame', () => {
    for (const layout of LAYOUTS)
      expect(place(layout, frame, [camera('a')])).to.deep.equal([{ id: 'a', x: 0, y: 0, ...frame }]);
  });

  it('gives a shared screen most of the room, in every layout', () => {
    const tiles = [camera('a'), camera('b'), screen('s'), camera('c')];
    for (const layout of LAYOUTS) {
      const placed = place(layout, frame, tiles);
      expect(areaOf(placed, 's') / (1280 * 720)).to.be.greaterThan(0.5);
      for (const id of ['a', 'b', 'c']) expect(areaOf(placed, id) * 4).to.be.lessThan(areaOf(placed, 's'));
    }
  });

  it('fits four cameras two by two', () => {
    const placed = place(
      'BEST_FIT',
      frame,
      ['a', 'b', 'c', 'd'].map((id) => camera(id)),
    );
    expect(placed.map(({ x, y }) => [x < 640, y < 360])).to.deep.equal([
      [true, true],
      [false, true],
      [true, false],
      [false, false],
    ]);
    expect(new Set(placed.map(({ width }) => width)).size).to.equal(1);
  });

  it('puts those beside the big one to the right or below', () => {
    const tiles = [screen('s'), camera('a'), camera('b')];
    const [, ...right] = place('VERTICAL_PRESENTATION', frame, tiles);
    expect(right.every(({ x }) => x >= 1280 * 0.78 - 2)).to.equal(true);
    const [, ...below] = place('HORIZONTAL_PRESENTATION', frame, tiles);
    expect(below.every(({ y }) => y >= 720 * 0.78 - 2)).to.equal(true);
  });
});

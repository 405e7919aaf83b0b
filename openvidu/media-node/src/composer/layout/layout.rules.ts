/** What is to be placed: a picture with its shape, or a card with a name. */
export interface Tile {
  readonly id: string;
  /** Width divided by height. */
  readonly aspect: number;
  /** A shared screen: it is what the lesson is about. */
  readonly isScreen: boolean;
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Placed extends Rectangle {
  readonly id: string;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const LAYOUTS = [
  'BEST_FIT',
  'PICTURE_IN_PICTURE',
  'VERTICAL_PRESENTATION',
  'HORIZONTAL_PRESENTATION',
] as const;
export type Layout = (typeof LAYOUTS)[number];

/** More faces than that are too small to be told apart. */
export const MAX_TILES = 25;

const GAP = 8;
/** Share of the frame's longer way that goes to those beside the big one. */
const STRIP = 0.22;
const INSET = 0.22;

/**
 * Where everybody is in a picture.
 *
 * Rectangles have even sides and places (H.264 halves the colours), keep their shape within that rounding, lie inside of
 * the frame, and do not overlap, except for the small ones upon the big one of `PICTURE_IN_PICTURE`.
 *
 * @param tiles In the order they came; beyond {@link MAX_TILES} the last ones have no place, screens have one first.
 * @returns From back to front.
 */
export function place(layout: Layout, frame: Size, tiles: readonly Tile[]): Placed[] {
  const shown = [...tiles].sort((a, b) => Number(b.isScreen) - Number(a.isScreen)).slice(0, MAX_TILES);
  const whole = { x: 0, y: 0, ...frame };
  const [first, ...rest] = shown;
  if (first === undefined) return [];
  if (rest.length === 0) return [fitted(first, whole)];
  switch (layout) {
    case 'BEST_FIT':
      return bestFit(whole, shown);
    case 'PICTURE_IN_PICTURE':
      return pictureInPicture(whole, first, rest);
    case 'VERTICAL_PRESENTATION':
      return beside(whole, [first], rest, 'right');
    case 'HORIZONTAL_PRESENTATION':
      return beside(whole, [first], rest, 'below');
  }
}

/** Everybody as large as can be; screens get most of the room. */
function bestFit(whole: Rectangle, tiles: readonly Tile[]): Placed[] {
  const screens = tiles.filter(({ isScreen }) => isScreen);
  const people = tiles.filter(({ isScreen }) => !isScreen);
  if (screens.length === 0 || people.length === 0) return grid(whole, tiles);
  const right = beside(whole, screens, people, 'right');
  const below = beside(whole, screens, people, 'below');
  const shown = (placed: readonly Placed[]) =>
    area(placed.slice(0, screens.length)) * 2 + area(placed.slice(screens.length));
  return shown(right) >= shown(below) ? right : below;
}

/** The big ones in most of the frame, the others in a strip at its side. */
function beside(
  whole: Rectangle,
  big: readonly Tile[],
  small: readonly Tile[],
  side: 'right' | 'below',
): Placed[] {
  const isRight = side === 'right';
  const length = isRight ? whole.width : whole.height;
  const strip = even(length * STRIP);
  const main = isRight
    ? { ...whole, width: even(length - strip) }
    : { ...whole, height: even(length - strip) };
  const rest = isRight
    ? { ...whole, x: main.width, width: strip }
    : { ...whole, y: main.height, height: strip };
  return [...grid(main, big), ...grid(rest, small)];
}

function pictureInPicture(whole: Rectangle, first: Tile, rest: readonly Tile[]): Placed[] {
  const most = Math.floor(1 / INSET);
  const rows = Math.ceil(rest.length / most);
  const cell = { width: even(whole.width * INSET), height: even(whole.height * INSET) };
  // With many rows the small ones become smaller, so that they never cover more than the lower half.
  const height = Math.min(cell.height, even(whole.height / 2 / rows));
  const small = rest.map((tile, index) => {
    const column = index % most;
    const row = Math.floor(index / most);
    const box = {
      x: whole.width - (column + 1) * cell.width,
      y: whole.height - (row + 1) * height,
      width: cell.width,
      height,
    };
    return fitted(tile, inset(box));
  });
  return [fitted(first, whole), ...small];
}

/** As many columns as show the most. */
function grid(box: Rectangle, tiles: readonly Tile[]): Placed[] {
  let best: Placed[] = [];
  for (let columns = 1; columns <= tiles.length; columns += 1) {
    const placed = inColumns(box, tiles, columns);
    if (area(placed) > area(best)) best = placed;
  }
  return best;
}

function inColumns(box: Rectangle, tiles: readonly Tile[], columns: number): Placed[] {
  const rows = Math.ceil(tiles.length / columns);
  const width = evenDown(box.width / columns);
  const height = evenDown(box.height / rows);
  return tiles.map((tile, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, tiles.length - row * columns);
    const left = even((box.width - inRow * width) / 2);
    const cell = {
      x: box.x + left + (index % columns) * width,
      y: box.y + row * height,
      width: Math.min(width, box.width - left),
      height,
    };
    return fitted(tile, inset(cell));
  });
}

const inset = ({ x, y, width, height }: Rectangle): Rectangle => ({
  x: x + GAP / 2,
  y: y + GAP / 2,
  width: Math.max(2, width - GAP),
  height: Math.max(2, height - GAP),
});

/** The largest rectangle of the tile's shape in the middle of a box. */
function fitted({ id, aspect }: Tile, box: Rectangle): Placed {
  const isWide = aspect > box.width / box.height;
  const width = Math.min(box.width, Math.max(2, even(isWide ? box.width : box.height * aspect)));
  const height = Math.min(box.height, Math.max(2, even(isWide ? box.width / aspect : box.height)));
  return {
    id,
    x: evenDown(box.x + (box.width - width) / 2),
    y: evenDown(box.y + (box.height - height) / 2),
    width,
    height,
  };
}

const area = (placed: readonly Rectangle[]): number =>
  placed.reduce((sum, { width, height }) => sum + width * height, 0);

const even = (value: number): number => 2 * Math.round(value / 2);

const evenDown = (value: number): number => 2 * Math.floor(value / 2);

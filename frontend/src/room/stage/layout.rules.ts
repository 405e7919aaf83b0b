/**
 * Geometry of the stage in CSS pixels, without a browser: who is where, for any box and any number of people.
 */
export interface Box {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Box {
  readonly x: number;
  readonly y: number;
}

export interface StageTile {
  readonly id: string;
  readonly kind: 'camera' | 'screen';
}

export type LayoutMode = 'grid' | 'speaker';

export interface StageRequest {
  readonly box: Box;
  /** In the order in which they shall be seen; the first of a kind is the most important one. */
  readonly tiles: readonly StageTile[];
  readonly mode: LayoutMode;
  /** Whose tile is large in the speaker layout; a shared screen comes before any speaker. */
  readonly speakerId: string | null;
  /** Page of the grid or of the strip, from 0; too large a number means the last page. */
  readonly page: number;
}

export interface StageLayout {
  readonly placed: ReadonlyMap<string, Rect>;
  /** The tile that owns the stage, or null in a grid. */
  readonly mainId: string | null;
  readonly page: number;
  readonly pages: number;
}

export const GAP = 8;
export const PAGE_LIMIT = 16;
/** A face on a smaller tile is no longer read as a person. */
export const MIN_TILE_WIDTH = 132;

/** Cameras are cropped between these shapes, and never beyond. */
export const WIDEST = 16 / 9;
export const NARROWEST = 4 / 3;
const SHAPES = [WIDEST, NARROWEST];
/** Another shape than the widest has to earn its crop. */
const SHAPE_BONUS = 1.12;

interface Grid {
  readonly columns: number;
  readonly tile: Box;
  readonly score: number;
}

/**
 * Places every tile that is on the asked page; tiles of other pages are not in the answer.
 *
 * @param pagerHeight What the buttons for turning pages take at the bottom of the box, if there are any pages to turn.
 */
export function layOut(request: StageRequest, pagerHeight = 0): StageLayout {
  const layout = layOutAll(request);
  if (layout.pages === 1) return layout;
  return layOutAll({ ...request, box: { ...request.box, height: request.box.height - pagerHeight } });
}

function layOutAll(request: StageRequest): StageLayout {
  const { box, tiles } = request;
  if (tiles.length === 0 || box.width <= 0 || box.height <= 0) {
    return { placed: new Map(), mainId: null, page: 0, pages: 1 };
  }
  const main = mainTile(request);
  return main === null ? gridLayout(request) : speakerLayout(request, main);
}

function mainTile({ tiles, mode, speakerId }: StageRequest): StageTile | null {
  const screen = tiles.find((tile) => tile.kind === 'screen');
  if (screen) return screen;
  if (mode === 'grid') return null;
  return tiles.find((tile) => tile.id === speakerId) ?? tiles[0] ?? null;
}

function gridLayout({ box, tiles, page: asked }: StageRequest): StageLayout {
  const capacity = gridCapacity(box, tiles.length);
  const { shown, page, pages } = turnTo(tiles, capacity, asked);
  // Every page keeps the size of a full one, so that turning a page moves nobody.
  const grid = bestGrid(box, pages > 1 ? capacity : shown.length);
  const rows = Math.ceil(shown.length / grid.columns);
  const top = (box.height - rows * grid.tile.height - (rows - 1) * GAP) / 2;
  const placed = new Map<string, Rect>();
  shown.forEach((tile, index) => {
    const row = Math.floor(index / grid.columns);
    const inRow = Math.min(grid.columns, shown.length - row * grid.columns);
    const left = (box.width - inRow * grid.tile.width - (inRow - 1) * GAP) / 2;
    placed.set(tile.id, {
      x: left + (index % grid.columns) * (grid.tile.width + GAP),
      y: top + row * (grid.tile.height + GAP),
      ...grid.tile,
    });
  });
  return { placed, mainId: null, page, pages };
}

/** How many tiles of a readable width fit, at least one and at most {@link PAGE_LIMIT}. */
function gridCapacity(box: Box, wanted: number): number {
  for (let count = Math.min(wanted, PAGE_LIMIT); count > 1; count -= 1) {
    if (bestGrid(box, count).tile.width >= MIN_TILE_WIDTH) return count;
  }
  return 1;
}

function bestGrid(box: Box, count: number): Grid {
  let best: Grid = { columns: 1, tile: { width: 0, height: 0 }, score: -1 };
  for (const shape of SHAPES) {
    for (let columns = 1; columns <= count; columns += 1) {
      const tile = gridTile(box, { columns, rows: Math.ceil(count / columns), shape });
      const score = tile.width * tile.height * (shape === WIDEST ? SHAPE_BONUS : 1);
      if (score > best.score) best = { columns, tile, score };
    }
  }
  return best;
}

function gridTile(box: Box, grid: { columns: number; rows: number; shape: number }): Box {
  const widest = Math.max(0, (box.width - (grid.columns - 1) * GAP) / grid.columns);
  const highest = Math.max(0, (box.height - (grid.rows - 1) * GAP) / grid.rows);
  const width = Math.min(widest, highest * grid.shape);
  return { width, height: width / grid.shape };
}

function speakerLayout(request: StageRequest, main: StageTile): StageLayout {
  const { box } = request;
  const others = request.tiles.filter((tile) => tile.id !== main.id);
  const strip = others.length === 0 ? null : stripOf(box);
  if (strip === null) {
    const placed = new Map([[main.id, mainRect({ x: 0, y: 0, ...box }, main.kind)]]);
    return { placed, mainId: main.id, page: 0, pages: 1 };
  }
  const { shown, page, pages } = turnTo(others, strip.capacity, request.page);
  const placed = new Map([[main.id, mainRect(strip.stage, main.kind)]]);
  placeStrip(strip, shown, placed);
  return { placed, mainId: main.id, page, pages };
}

interface Strip {
  readonly along: 'right' | 'bottom';
  readonly area: Rect;
  readonly stage: Rect;
  readonly tile: Box;
  readonly capacity: number;
}

/** The row or column of small tiles beside the large one; null when the box has no room for both. */
function stripOf(box: Box): Strip | null {
  const strip = box.width >= box.height * 1.25 ? stripAtTheRight(box) : stripBelow(box);
  return strip.capacity < 1 || strip.stage.width < strip.tile.width || strip.stage.height < strip.tile.height
    ? null
    : strip;
}

function stripAtTheRight(box: Box): Strip {
  const width = Math.min(clamp(box.width * 0.19, 112, 264), third(box.height) * WIDEST);
  const tile = { width, height: width / WIDEST };
  const rest = box.width - width - GAP;
  return {
    along: 'right',
    stage: { x: 0, y: 0, width: rest, height: box.height },
    area: { x: rest + GAP, y: 0, width, height: box.height },
    tile,
    capacity: Math.min(PAGE_LIMIT, Math.floor((box.height + GAP) / (tile.height + GAP))),
  };
}

function stripBelow(box: Box): Strip {
  const height = Math.min(clamp(box.height * 0.17, 68, 148), third(box.width) / WIDEST);
  const tile = { width: height * WIDEST, height };
  const rest = box.height - height - GAP;
  return {
    along: 'bottom',
    stage: { x: 0, y: 0, width: box.width, height: rest },
    area: { x: 0, y: rest + GAP, width: box.width, height },
    tile,
    capacity: Math.min(PAGE_LIMIT, Math.floor((box.width + GAP) / (tile.width + GAP))),
  };
}

/** A strip that shows fewer than three is hardly worth its room. */
function third(length: number): number {
  return (length - 2 * GAP) / 3;
}

function placeStrip(strip: Strip, shown: readonly StageTile[], placed: Map<string, Rect>): void {
  const vertical = strip.along === 'right';
  const size = vertical ? strip.tile.height : strip.tile.width;
  const used = shown.length * size + (shown.length - 1) * GAP;
  const start = ((vertical ? strip.area.height : strip.area.width) - used) / 2;
  shown.forEach((tile, index) => {
    const offset = start + index * (size + GAP);
    const x = vertical ? strip.area.x : offset;
    const y = vertical ? offset : strip.area.y;
    placed.set(tile.id, { x, y, ...strip.tile });
  });
}

/** A screen gets all the room and is shown whole inside it; a camera keeps its shape. */
function mainRect(area: Rect, kind: StageTile['kind']): Rect {
  if (kind === 'screen') return area;
  const shape = clamp(area.width / area.height, NARROWEST, WIDEST);
  const width = Math.min(area.width, area.height * shape);
  const height = width / shape;
  return { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
}

function turnTo(tiles: readonly StageTile[], capacity: number, asked: number) {
  const pages = Math.max(1, Math.ceil(tiles.length / capacity));
  const page = clamp(Math.trunc(asked), 0, pages - 1);
  return { shown: tiles.slice(page * capacity, (page + 1) * capacity), page, pages };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

import { expect } from 'chai';
import fc from 'fast-check';
import {
  layOut,
  MIN_TILE_WIDTH,
  NARROWEST,
  PAGE_LIMIT,
  WIDEST,
  type LayoutMode,
  type Rect,
  type StageTile,
} from './layout.rules.js';

const cameras = (count: number): StageTile[] =>
  Array.from({ length: count }, (_, index) => ({ id: `camera-${index}`, kind: 'camera' }));
const screen: StageTile = { id: 'screen', kind: 'screen' };

const anyBox = fc.record({
  width: fc.integer({ min: 200, max: 3840 }),
  height: fc.integer({ min: 120, max: 2160 }),
});
const anyRequest = fc.record({
  box: anyBox,
  tiles: fc.tuple(fc.integer({ min: 0, max: 60 }), fc.boolean()).map(([count, shared]) => {
    return shared ? [...cameras(count), screen] : cameras(count);
  }),
  mode: fc.constantFrom<LayoutMode>('grid', 'speaker'),
  speakerId: fc.option(fc.constantFrom('camera-0', 'camera-3', 'nobody')),
  page: fc.integer({ min: -2, max: 80 }),
});

const SLACK = 0.001;

function overlap(a: Rect, b: Rect): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > SLACK && down > SLACK;
}

describe('layOut', () => {
  it('never lets two tiles overlap', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const rects = [...layOut(request).placed.values()];
        rects.forEach((rect, index) => {
          for (const other of rects.slice(index + 1)) expect(overlap(rect, other)).to.equal(false);
        });
      }),
    );
  });

  it('keeps every tile inside the box', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        for (const rect of layOut(request).placed.values()) {
          expect(rect.x).to.be.at.least(-SLACK);
          expect(rect.y).to.be.at.least(-SLACK);
          expect(rect.x + rect.width).to.be.at.most(request.box.width + SLACK);
          expect(rect.y + rect.height).to.be.at.most(request.box.height + SLACK);
          expect(rect.width * rect.height).to.be.greaterThan(0);
        }
      }),
    );
  });

  it('keeps a camera between 4:3 and 16:9', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { placed } = layOut(request);
        for (const tile of request.tiles.filter(({ kind }) => kind === 'camera')) {
          const rect = placed.get(tile.id);
          if (rect) expect(rect.width / rect.height).to.be.within(NARROWEST - SLACK, WIDEST + SLACK);
        }
      }),
    );
  });

  it('shows everybody once when all pages are turned', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { pages } = layOut(request);
        const seen = new Map<string, number>();
        for (let page = 0; page < pages; page += 1) {
          const { placed, mainId } = layOut({ ...request, page });
          for (const id of placed.keys())
            if (id !== mainId || page === 0) seen.set(id, (seen.get(id) ?? 0) + 1);
        }
        const main = layOut(request).mainId;
        const roomForOthers = layOut(request).placed.size > 1 || main === null;
        const expected = roomForOthers ? request.tiles.map(({ id }) => id) : [main];
        expect([...seen.keys()]).to.have.members(expected);
        expect([...seen.values()].every((times) => times === 1)).to.equal(true);
      }),
    );
  });

  it('gives the stage to a shared screen in every mode', () => {
    for (const mode of ['grid', 'speaker'] as const) {
      const request = { box: { width: 1200, height: 700 }, mode, speakerId: 'camera-1', page: 0 };
      const { mainId, placed } = layOut({ ...request, tiles: [...cameras(3), screen] });
      expect(mainId).to.equal('screen');
      const areas = [...placed.values()].map(({ width, height }) => width * height);
      expect(areas[0]).to.equal(Math.max(...areas));
    }
  });

  it('puts two people side by side on a wide stage and one above the other on a tall one', () => {
    const two = { tiles: cameras(2), mode: 'grid', speakerId: null, page: 0 } as const;
    const wide = [...layOut({ ...two, box: { width: 1280, height: 640 } }).placed.values()];
    const tall = [...layOut({ ...two, box: { width: 390, height: 680 } }).placed.values()];
    expect(wide[0]?.y).to.equal(wide[1]?.y);
    expect(tall[0]?.x).to.equal(tall[1]?.x);
  });

  it('fills at most a page, with tiles one can still recognise', () => {
    const desk = layOut({
      box: { width: 1280, height: 640 },
      tiles: cameras(40),
      mode: 'grid',
      speakerId: null,
      page: 0,
    });
    expect(desk.placed.size).to.equal(PAGE_LIMIT);
    expect(desk.pages).to.equal(3);
    const phone = layOut({
      box: { width: 374, height: 600 },
      tiles: cameras(40),
      mode: 'grid',
      speakerId: null,
      page: 0,
    });
    expect([...phone.placed.values()].every(({ width }) => width >= MIN_TILE_WIDTH)).to.equal(true);
  });

  it('leaves room for turning pages only when there are pages to turn', () => {
    const box = { width: 1280, height: 640 };
    const lowest = (count: number) => {
      const { placed } = layOut({ box, tiles: cameras(count), mode: 'grid', speakerId: null, page: 0 }, 56);
      return Math.max(...[...placed.values()].map(({ y, height }) => y + height));
    };
    expect(lowest(40)).to.be.at.most(584);
    expect(lowest(4)).to.be.greaterThan(584);
  });

  it('shows three others beside a speaker even on a phone', () => {
    const phone = {
      box: { width: 374, height: 640 },
      tiles: cameras(9),
      mode: 'speaker',
      speakerId: null,
      page: 0,
    } as const;
    expect(layOut(phone).placed.size).to.equal(4);
  });

  it('answers with nothing for an empty room or a stage without size', () => {
    const request = { mode: 'grid', speakerId: null, page: 0 } as const;
    expect(layOut({ ...request, box: { width: 800, height: 600 }, tiles: [] }).placed.size).to.equal(0);
    expect(layOut({ ...request, box: { width: 0, height: 0 }, tiles: cameras(2) }).placed.size).to.equal(0);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { FrameAssembler, decodable, inTime, pictureSpans, type PicturePacket } from './video-frames.rules.js';

/** A film in letters: K key frame, P any other; each of two packets, 40 ms apart. `lost` are packets by number. */
function frames(letters: string, lost: readonly number[] = []) {
  const assembler = new FrameAssembler();
  const packets = Array.from(letters).flatMap((letter, index): PicturePacket[] => {
    const common = { sentMs: index * 40, turns: null, parts: [{ offset: 0, length: 10, prefix: 0 }] };
    const size =
      letter === 'K' ? { isKey: true, width: 640, height: 360 } : { isKey: false, width: 0, height: 0 };
    return [
      { ...common, ...size, sequence: index * 2, isFirst: true, isMarked: false },
      {
        ...common,
        isKey: false,
        width: 0,
        height: 0,
        sequence: index * 2 + 1,
        isFirst: false,
        isMarked: true,
      },
    ];
  });
  const arrived = packets.filter(({ sequence }) => !lost.includes(sequence));
  return [...arrived.flatMap((packet) => assembler.push(packet)), ...assembler.end()];
}

const timesOf = (list: readonly { readonly sentMs: number }[]) => list.map(({ sentMs }) => sentMs / 40);

describe('frames out of packets', () => {
  it('are whole when no packet is missing', () => {
    const found = frames('KPP');
    expect(found.map(({ isWhole, isAfterLoss }) => [isWhole, isAfterLoss])).to.deep.equal([
      [true, false],
      [true, false],
      [true, false],
    ]);
    expect(found.map(({ pieces }) => pieces.length)).to.deep.equal([6, 6, 6]);
    expect(found.map(({ width }) => width)).to.deep.equal([640, 640, 640]);
  });

  it('are torn when their first or last packet is missing, and what follows knows it', () => {
    for (const lost of [2, 3]) {
      const found = frames('KPP', [lost]);
      expect(found.map(({ isWhole }) => isWhole)).to.deep.equal([true, false, true]);
      expect(found[2]?.isAfterLoss).to.equal(true);
    }
  });

  it('know that a whole frame is missing before them', () => {
    expect(frames('KPP', [2, 3]).map(({ isAfterLoss }) => isAfterLoss)).to.deep.equal([false, true]);
  });

  it('are as large and as turned as was said last, and none are of padding', () => {
    const packet = {
      sentMs: 0,
      isMarked: true,
      isFirst: true,
      isKey: false,
      width: 0,
      height: 0,
      turns: null,
    };
    const parts = [{ offset: 0, length: 10, prefix: 0 }];
    const assembler = new FrameAssembler();
    const found = [
      { ...packet, sequence: 0, isKey: true, width: 640, height: 360, turns: 3, parts },
      { ...packet, sequence: 1, isFirst: false, isMarked: false, sentMs: 40, parts: [] },
      { ...packet, sequence: 2, sentMs: 80, parts },
    ].flatMap((one) => assembler.push(one));
    expect(found.map(({ sentMs, width, turns }) => [sentMs, width, turns])).to.deep.equal([
      [0, 640, 3],
      [80, 640, 3],
    ]);
    expect(found.map(({ isAfterLoss }) => isAfterLoss)).to.deep.equal([false, false]);
  });
});

describe('the frames of a time', () => {
  const at = (times: readonly number[]) =>
    times.map((atMs, index) => ({
      ...{ atMs, sentMs: index * 40, isKey: false, width: 640, height: 360, turns: 0 },
      ...{ isWhole: true, isAfterLoss: false, pieces: [index] },
    }));

  it('are those from its beginning to before its end, and know that others were before them', () => {
    const found = inTime(at([0, 40, 80, 120]), { fromMs: 40, toMs: 120 });
    expect(found.map(({ atMs, isAfterLoss }) => [atMs, isAfterLoss])).to.deep.equal([
      [40, true],
      [80, false],
    ]);
  });

  it('come one after another though a clock was set back, each that was in time, and know what is missing', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 40 });
    fc.assert(
      fc.property(times, fc.nat(1000), fc.nat(1000), (list, fromMs, lengthMs) => {
        const isIn = (atMs: number) => atMs >= fromMs && atMs < fromMs + lengthMs;
        const found = inTime(at(list), { fromMs, toMs: fromMs + lengthMs });
        const kept = list.flatMap((atMs, index) => (isIn(atMs) ? [index] : []));
        expect(found.map(({ pieces }) => pieces[0])).to.deep.equal(kept);
        const shown = found.map(({ atMs }) => atMs);
        expect(shown).to.deep.equal(shown.toSorted((a, b) => a - b));
        for (const atMs of shown) expect(isIn(atMs)).to.equal(true);
        const isCut = kept.map((index) => index > 0 && !kept.includes(index - 1));
        expect(found.map(({ isAfterLoss }) => isAfterLoss)).to.deep.equal(isCut);
      }),
    );
  });
});

describe('what a decoder gets', () => {
  it('begins with a key frame', () => {
    expect(timesOf(decodable(frames('PPKPP')))).to.deep.equal([2, 3, 4]);
  });

  it('stands still after a loss until a key frame that comes soon', () => {
    expect(timesOf(decodable(frames('KPPPPKP', [5])))).to.deep.equal([0, 1, 5, 6]);
  });

  it('goes on without what is torn when no key frame comes soon', () => {
    expect(timesOf(decodable(frames(`KPPPP${'P'.repeat(60)}K`, [5])))).to.include.members([0, 1, 3, 4, 65]);
  });

  it('goes on without what is torn when nothing clean comes any more', () => {
    expect(timesOf(decodable(frames('KPPPPP', [5])))).to.deep.equal([0, 1, 3, 4, 5]);
  });

  it('stands still for a second and a half, and no longer', () => {
    const shown = (others: number) => decodable(frames(`KPP${'P'.repeat(others)}KP`, [5])).length;
    expect(shown(37), '1,480 ms after the first that came behind the loss').to.equal(4);
    expect(shown(38), '1,520 ms after it').to.equal(42);
  });

  it('is nothing without a key frame', () => {
    expect(decodable(frames('PPP'))).to.deep.equal([]);
  });

  it('is whole, in order and begins clean, whatever was lost', () => {
    const letters = fc.array(fc.constantFrom('K', 'P', 'P', 'P'), { maxLength: 60 });
    fc.assert(
      fc.property(letters, fc.array(fc.nat(120)), (film, lost) => {
        const taken = decodable(frames(film.join(''), lost));
        expect(taken.every(({ isWhole }) => isWhole)).to.equal(true);
        expect(taken[0]?.isKey ?? true).to.equal(true);
        expect(timesOf(taken)).to.deep.equal([...new Set(timesOf(taken))].toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('the shapes of a picture', () => {
  const frame = (atMs: number, width: number, height: number, turns = 0) => ({
    ...{ sentMs: atMs, isKey: true, isWhole: true, isAfterLoss: false, pieces: [] },
    ...{ atMs, width, height, turns },
  });

  it('are one while only the size changes', () => {
    const spans = pictureSpans([frame(0, 640, 360), frame(40, 320, 180), frame(80, 426, 240)], 6000);
    expect(spans).to.deep.equal([{ fromMs: 0, toMs: 80, width: 640, height: 360, turns: 0 }]);
  });

  it('change with a turned phone, and with what was missing for long', () => {
    const frames = [
      frame(0, 640, 360),
      frame(500, 640, 360, 1),
      frame(540, 640, 360, 1),
      frame(9000, 640, 360, 1),
    ];
    const spans = pictureSpans(frames, 6000);
    expect(spans.map(({ fromMs, toMs, width, turns }) => [fromMs, toMs, width, turns])).to.deep.equal([
      [0, 500, 640, 0],
      [500, 540, 360, 1],
      [9000, 9000, 360, 1],
    ]);
  });

  it('that last a moment are those of what follows', () => {
    const turned = [0, 40, 80, 120, 600].map((atMs, index) => frame(atMs, 640, 360, index % 2));
    expect(pictureSpans([...turned, frame(1200, 640, 360, 3)], 6000)).to.deep.equal([
      { fromMs: 0, toMs: 600, width: 360, height: 640, turns: 1 },
      { fromMs: 600, toMs: 1200, width: 640, height: 360, turns: 0 },
      { fromMs: 1200, toMs: 1200, width: 360, height: 640, turns: 3 },
    ]);
  });

  it('are few, however often a sender turns them', () => {
    const hour = Array.from({ length: 108_000 }, (_, index) =>
      frame((index * 1000) / 30, 640, 360, index % 4),
    );
    expect(pictureSpans(hour, 6000).length).to.be.at.most(3_600_000 / 400);
  });
});

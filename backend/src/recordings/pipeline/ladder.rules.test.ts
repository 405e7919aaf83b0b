import { expect } from 'chai';
import fc from 'fast-check';
import { ladderOf, passesOf, type VideoFacts } from './ladder.rules.js';

const hd: VideoFacts = { codec: 'h264', width: 1280, height: 720, frameRate: 25, bitRate: 1_500_000 };

const pictures = fc.record<VideoFacts>({
  codec: fc.constantFrom('h264', 'vp8', 'av1'),
  width: fc.integer({ min: 64, max: 4_096 }),
  height: fc.integer({ min: 64, max: 4_096 }),
  frameRate: fc.constantFrom(10, 25, 29.97, 60),
  bitRate: fc.option(fc.integer({ min: 10_000, max: 50_000_000 })),
});

/** Names and sizes, a rung a line. */
function sizesOf(video: Partial<VideoFacts>): string[] {
  return ladderOf({ ...hd, ...video }, false).map(({ name, width, height }) => `${name} ${width}x${height}`);
}

describe('the renditions of a picture', () => {
  it('are those that are not larger than it, the largest first', () => {
    expect(sizesOf({ width: 1920, height: 1080 })).to.deep.equal([
      '1080p 1920x1080',
      '720p 1280x720',
      '480p 854x480',
      '240p 426x240',
    ]);
    expect(sizesOf({ width: 640, height: 480 })).to.deep.equal(['480p 640x480', '240p 320x240']);
  });

  it('keep the size of a source that is somewhat below a step, which still goes by its name', () => {
    expect(sizesOf({ width: 1152, height: 648 })[0]).to.equal('720p 1152x648');
    expect(sizesOf({ width: 1152, height: 646 })[0]).to.equal('480p 856x480');
  });

  it('are at least one, however small the source', () => {
    expect(sizesOf({ width: 160, height: 90 })).to.deep.equal(['240p 160x90']);
    expect(sizesOf({ width: 1, height: 1 })).to.deep.equal(['240p 2x2']);
  });

  it('are of full HD at most, however large the source', () => {
    expect(sizesOf({ width: 3840, height: 2160 })[0]).to.equal('1080p 1920x1080');
  });

  it('stand upright when the source does', () => {
    expect(sizesOf({ width: 720, height: 1280 })).to.deep.equal([
      '1080p 608x1080',
      '720p 406x720',
      '480p 270x480',
      '240p 136x240',
    ]);
  });

  it('never are larger than the source, become smaller from one to the next, and have even sides', () => {
    fc.assert(
      fc.property(pictures, fc.boolean(), (video, isReady) => {
        const rungs = ladderOf(video, isReady);
        expect(rungs).not.to.have.length(0);
        rungs.forEach((rung, nth) => {
          // An odd side has to become even.
          expect(rung.height).to.be.at.most(video.height + 1);
          expect(rung.width).to.be.at.most(video.width + 1);
          expect([rung.width % 2, rung.height % 2]).to.deep.equal([0, 0]);
          const above = rungs[nth - 1];
          if (!above) return;
          expect(rung.height).to.be.lessThan(above.height);
          expect(rung.maxKbps).to.be.lessThan(above.maxKbps);
        });
      }),
    );
  });

  it('have the shape of the source, as far as even sides can', () => {
    fc.assert(
      fc.property(pictures, (video) => {
        for (const { width, height } of ladderOf(video, false)) {
          // Each side may be rounded by one.
          const slack = 1 + video.width / video.height;
          expect(Math.abs(width - (height * video.width) / video.height)).to.be.at.most(slack);
        }
      }),
    );
  });
});

describe('the largest rendition', () => {
  const isCopied = (video: Partial<VideoFacts>, isReady = true) =>
    ladderOf({ ...hd, ...video }, isReady)[0]?.copies;

  it('is the source itself when it can be cut as it is', () => {
    expect(isCopied({})).to.equal(true);
    expect(isCopied({ bitRate: null })).to.equal(true);
    expect(isCopied({}, false)).to.equal(false);
  });

  it('is encoded when browsers do not know the codec, or when it is too large or too heavy', () => {
    expect(isCopied({ codec: 'vp8' })).to.equal(false);
    expect(isCopied({ width: 2560, height: 1440 })).to.equal(false);
    expect(isCopied({ bitRate: 3_750_000 })).to.equal(true);
    expect(isCopied({ bitRate: 3_750_001 })).to.equal(false);
  });

  it('is the only one that may be copied', () => {
    fc.assert(
      fc.property(pictures, fc.boolean(), (video, isReady) => {
        const [, ...smaller] = ladderOf(video, isReady);
        expect(smaller.filter(({ copies }) => copies)).to.deep.equal([]);
      }),
    );
  });
});

describe('the passes over a film', () => {
  const namesOf = (video: VideoFacts, isReady: boolean) =>
    passesOf(ladderOf(video, isReady)).map((pass) => pass.map(({ name }) => name));

  it('begin with what can be watched soonest', () => {
    expect(namesOf(hd, true), 'copied').to.deep.equal([['720p'], ['480p', '240p']]);
    expect(namesOf(hd, false), 'encoded').to.deep.equal([['480p'], ['720p', '240p']]);
  });

  it('are one when there is one rendition, and none when there is no picture', () => {
    expect(namesOf({ ...hd, width: 320, height: 180 }, false)).to.deep.equal([['240p']]);
    expect(passesOf([])).to.deep.equal([]);
  });

  it('make each rendition once, and each of a pass from a larger one', () => {
    fc.assert(
      fc.property(pictures, fc.boolean(), (video, isReady) => {
        const rungs = ladderOf(video, isReady);
        const passes = passesOf(rungs);
        expect(passes.flat()).to.have.same.members(rungs);
        for (const pass of passes) {
          expect(pass).not.to.have.length(0);
          expect(pass).to.deep.equal(pass.toSorted((a, b) => b.height - a.height));
        }
      }),
    );
  });
});

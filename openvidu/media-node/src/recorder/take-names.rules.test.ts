import { expect } from 'chai';
import { captureName, capturesOf, mediaOf } from './take-names.rules.js';

describe('the names of a segment’s files', () => {
  const files = ['1-1-audio-0.mjr', '1-10-audio-0.mjr', '1-1-video-1.mjr.tmp', 'take.json'];

  it('tell its captures in the order in which they were made, and nobody else’s', () => {
    const captures = [10, 9, 1].map((count) => captureName('1-1', count));
    expect(capturesOf('1-1', [...files, ...captures, captureName('1-10', 0)])).to.deep.equal(
      captures.toReversed(),
    );
  });

  it('tell what is whole of its sound and pictures', () => {
    expect(mediaOf('1-1', 'audio', files)).to.equal('1-1-audio-0.mjr');
    expect(mediaOf('1-1', 'video', files)).to.equal(null);
  });
});

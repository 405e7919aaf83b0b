import { expect } from 'chai';
import fc from 'fast-check';
import { SILENCE } from './opus.rules.js';
import { SoundLine } from './sound-line.rules.js';

const VOICE = Buffer.from([0x7b, 1, 2, 3]);

describe('a line of sound', () => {
  it('has no hole longer than half a packet, whatever came', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 900, noNaN: true }), { maxLength: 40 }), (steps) => {
        const line = new SoundLine();
        let atMs = 0;
        const times = steps
          .flatMap((step) => line.push((atMs += 20 + step), VOICE, 20))
          .map((block) => block.atMs);
        for (const [index, time] of times.entries())
          expect(time - (times[index - 1] ?? -20)).to.be.within(9, 32);
      }),
    );
  });

  it('covers a short loss with what was heard, a long one with silence', () => {
    const line = new SoundLine();
    line.push(0, VOICE, 20);
    expect(line.push(60, VOICE, 20).map(({ bytes }) => bytes.length)).to.deep.equal([1, 1, 4]);
    const long = line.push(400, VOICE, 20).slice(0, -1);
    expect(long).to.have.length(16);
    expect(long.every(({ bytes }) => bytes.equals(SILENCE))).to.equal(true);
  });

  it('lets nobody’s voice go on in what another says', () => {
    const line = new SoundLine();
    line.push(0, VOICE, 20);
    line.endSegment();
    expect(line.push(60, VOICE, 20).map(({ bytes }) => bytes)).to.deep.equal([SILENCE, SILENCE, VOICE]);
  });

  it('ends where its last packet does, or where it was filled to', () => {
    const line = new SoundLine();
    expect(line.endMs).to.equal(0);
    line.push(7, VOICE, 20);
    expect(line.endMs).to.equal(27);
    expect(line.fillTo(60).map(({ atMs }) => atMs)).to.deep.equal([27, 47]);
    expect(line.endMs).to.equal(67);
  });

  it('leaves out what lies in time that is over', () => {
    const line = new SoundLine();
    line.push(0, VOICE, 20);
    line.push(500, VOICE, 20);
    expect(line.push(300, VOICE, 20)).to.deep.equal([]);
    expect(line.push(520, VOICE, 20)).to.have.length(1);
  });
});

import { expect } from 'chai';
import { Progress } from './progress.js';

describe('progress', () => {
  it('adds parts up by their weight, and never falls', () => {
    const said: number[] = [];
    const progress = new Progress((share) => void said.push(share));
    const [one, three] = [progress.part(1), progress.part(3)];
    one(0.5);
    three(0.5);
    three(0.2);
    one(2);
    three(1);
    expect(said).to.deep.equal([0.125, 0.5, 0.625, 1]);
  });
});

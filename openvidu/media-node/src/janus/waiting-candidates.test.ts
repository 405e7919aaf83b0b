import { expect } from 'chai';
import { MOST_IN_ALL, MOST_PER_PEER, WaitingCandidates } from './waiting-candidates.js';

const candidate = (nth: number) => ({ candidate: `candidate:${nth}`, sdpMid: '0', sdpMLineIndex: 0 });

describe('WaitingCandidates', () => {
  it('keeps them apart by peer and in their order, and gives them once', () => {
    const waiting = new WaitingCandidates();
    waiting.add('ann', candidate(1));
    waiting.add('bob', candidate(2));
    waiting.add('ann', candidate(3));
    expect(waiting.take('ann')).to.deep.equal([candidate(1), candidate(3)]);
    expect(waiting.take('ann')).to.deep.equal([]);
    expect(waiting.take('bob')).to.deep.equal([candidate(2)]);
  });

  it('keeps the first ones of a flood, of one peer and of all', () => {
    const waiting = new WaitingCandidates();
    for (let nth = 0; nth < MOST_PER_PEER + 10; nth++) waiting.add('ann', candidate(nth));
    expect(waiting.take('ann')).to.have.length(MOST_PER_PEER);
    for (let nth = 0; nth < MOST_IN_ALL + 10; nth++) waiting.add(`peer${nth}`, candidate(nth));
    expect(waiting.take(`peer${MOST_IN_ALL - 1}`)).to.have.length(1);
    expect(waiting.take(`peer${MOST_IN_ALL}`)).to.have.length(0);
  });
});

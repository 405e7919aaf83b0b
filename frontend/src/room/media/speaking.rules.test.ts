import { expect } from 'chai';
import { listen, SILENCE, type Speaking } from './speaking.rules.js';

const voice = (streamId: string, level: number) => ({ streamId, level, connected: true });
const hear = (state: Speaking, levels: Record<string, number>, nowMs: number) => {
  return listen(
    state,
    Object.entries(levels).map(([id, level]) => voice(id, level)),
    nowMs,
  );
};

describe('listen', () => {
  it('does not let the ring flicker between two words', () => {
    let state = hear(SILENCE, { a: 0.2 }, 0);
    state = hear(state, { a: 0 }, 400);
    expect([...state.speaking]).to.deep.equal(['a']);
    state = hear(state, { a: 0 }, 800);
    expect(state.speaking.size).to.equal(0);
  });

  it('takes the noise of a room for silence', () => {
    expect(hear(SILENCE, { a: 0.01 }, 0).speaking.size).to.equal(0);
  });

  it('turns to a new voice only after it has spoken for a while', () => {
    let state = hear(SILENCE, { a: 0.2, b: 0 }, 0);
    expect(state.leader).to.equal('a');
    state = hear(state, { a: 0, b: 0.2 }, 1_000);
    expect(state.leader).to.equal('a');
    state = hear(state, { a: 0, b: 0.2 }, 2_600);
    expect(state.leader).to.equal('b');
  });

  it('is not moved by a cough', () => {
    let state = hear(SILENCE, { a: 0.2, b: 0 }, 0);
    state = hear(state, { a: 0, b: 0.3 }, 1_000);
    state = hear(state, { a: 0.2, b: 0 }, 2_000);
    state = hear(state, { a: 0.2, b: 0 }, 3_000);
    expect(state.leader).to.equal('a');
  });

  it('gives the same set while nobody starts or stops', () => {
    const first = hear(SILENCE, { a: 0.2 }, 0);
    expect(hear(first, { a: 0.3 }, 200).speaking).to.equal(first.speaking);
  });
});

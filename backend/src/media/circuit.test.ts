import { expect } from 'chai';
import { Circuit, CircuitOpen } from './circuit.js';

describe('Circuit', () => {
  const fail = (message = 'silence') => Promise.reject(new Error(message));
  const isSilence = (error: unknown) => error instanceof Error && error.message === 'silence';
  const outcome = (call: Promise<unknown>) =>
    call.then(
      () => 'answered',
      (error: unknown) => (error instanceof CircuitOpen ? 'not asked' : 'failed'),
    );

  it('asks no more after three failures in a row, and one call tries again after the pause', async () => {
    let nowMs = 0;
    const circuit = new Circuit({ failures: 3, openMs: 1000, nowMs: () => nowMs });
    const ask = (work: () => Promise<unknown>) => outcome(circuit.run(work, isSilence));

    for (let nth = 0; nth < 3; nth += 1) expect(await ask(fail)).to.equal('failed');
    expect(await ask(() => Promise.resolve())).to.equal('not asked');

    nowMs = 1000;
    const trial = ask(fail);
    expect(await ask(() => Promise.resolve())).to.equal('not asked');
    expect(await trial).to.equal('failed');
    expect(await ask(() => Promise.resolve())).to.equal('not asked');

    nowMs = 2000;
    expect(await ask(() => Promise.resolve())).to.equal('answered');
    expect(await ask(() => Promise.resolve())).to.equal('answered');
  });

  it('does not take a refusal for silence', async () => {
    const circuit = new Circuit({ failures: 1 });
    expect(await outcome(circuit.run(() => fail('404'), isSilence))).to.equal('failed');
    expect(await outcome(circuit.run(() => Promise.resolve(), isSilence))).to.equal('answered');
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { CommitGate } from './commit-gate.js';

class Log {
  written = 0;
  synced = 0;
  #listener: () => void = () => undefined;

  onSync(listener: () => void): void {
    this.#listener = listener;
  }

  sync(): void {
    this.synced = this.written;
    this.#listener();
  }
}

describe('CommitGate', () => {
  it('holds what rests on events that are not on disk', () => {
    const log = new Log();
    const gate = new CommitGate(log);
    const said: string[] = [];
    gate.pass(() => said.push('before'));
    log.written += 1;
    gate.pass(() => said.push('after'));
    expect(said).to.deep.equal(['before']);
    log.sync();
    expect(said).to.deep.equal(['before', 'after']);
  });

  it('keeps the order, and says nothing too early, whatever comes when', () => {
    const acts = fc.array(fc.constantFrom('write', 'say', 'say-more', 'sync'), { maxLength: 60 });
    fc.assert(
      fc.property(acts, (all) => {
        const log = new Log();
        const gate = new CommitGate(log);
        const said: number[] = [];
        let next = 0;
        const say = () => {
          const [number, position] = [next, log.written];
          next += 1;
          gate.pass(() => {
            expect(log.synced).to.be.at.least(position);
            said.push(number);
          });
        };
        for (const act of all) {
          if (act === 'write') log.written += 1;
          if (act === 'say') say();
          if (act === 'say-more') gate.pass(say);
          if (act === 'sync') log.sync();
        }
        log.sync();
        log.sync();
        expect(said).to.deep.equal(said.toSorted((a, b) => a - b));
        expect(said).to.have.length(next);
      }),
    );
  });
});

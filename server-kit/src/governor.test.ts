import { EventEmitter } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { expect } from 'chai';
import { Governor } from './governor.js';
import { createLog } from './log.js';

describe('the governor of rendering', () => {
  const log = createLog({ level: 'silent', service: 'test' });

  /** What a program that renders is told while the machine is this busy, beside as many lessons. */
  async function toldAt(loads: readonly number[], { busyAbove = 0.8, live = 1 } = {}): Promise<string[]> {
    const told: string[] = [];
    const child = Object.assign(new EventEmitter(), {
      kill: (signal: string) => told.push(signal) > 0,
    }) as unknown as ChildProcess;
    const left = [...loads];
    const governor = new Governor({
      ...{ busyAbove, log, nowMs: () => 0 },
      countLive: () => Promise.resolve(live),
      load: () => left.shift() ?? 0,
    });
    const leave = governor.follow(child);
    while (left.length > 0) await governor.look();
    leave();
    return told;
  }

  it('stops it above the limit, and lets it go on well below', async () => {
    expect(await toldAt([0.79, 0.81, 0.7, 0.59])).to.deep.equal(['SIGSTOP', 'SIGCONT']);
  });

  it('leaves it alone where no lesson is live, or the limit says so', async () => {
    expect(await toldAt([1, 1], { live: 0 })).to.deep.equal([]);
    expect(await toldAt([1, 1], { busyAbove: 1 })).to.deep.equal([]);
  });
});

import { measureFirstFrame } from './media/first-frame.js';
import { measureForwarding } from './media/forwarding.js';
import { measureJoinStorm } from './media/join-storm.js';
import { describeMachine, loadAverages } from './run/machine.js';
import type { Report } from './run/report.js';

const FULL = {
  forwarding: { subscribers: [50, 100], turns: 3, windowMs: 15_000 },
  storm: { connections: 100, rounds: 10 },
  firstFrame: { joins: 20 },
};
const QUICK = {
  forwarding: { subscribers: [10], turns: 1, windowMs: 2000 },
  storm: { connections: 20, rounds: 1 },
  firstFrame: { joins: 2 },
};

/** The media node's cost beside Janus alone, its answer to a crowd, and how soon a person sees another. */
export async function benchMedia({ isQuick }: { isQuick: boolean }): Promise<Report> {
  const plan = isQuick ? QUICK : FULL;
  const before = loadAverages();
  const forwarding = await measureForwarding(plan.forwarding);
  const storm = await measureJoinStorm(plan.storm);
  const firstFrame = await measureFirstFrame(plan.firstFrame);
  return {
    name: 'media',
    date: new Date().toISOString(),
    isQuick,
    machine: describeMachine({ janus: ['--version'], chromium: ['--version'] }),
    loadAverage: { before, after: loadAverages() },
    figures: [...forwarding.figures, ...storm, ...firstFrame],
    notes: forwarding.notes,
  };
}

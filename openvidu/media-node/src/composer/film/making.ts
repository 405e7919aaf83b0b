import type { SharedMachine, Take } from '../../recorder/take.js';
import type { Material } from '../media/material.js';
import type { Plan } from '../plan/plan.rules.js';
import type { FfmpegRun } from './ffmpeg.js';
import type { Workshop } from './workshop.js';

/** A film that is being made. */
export interface Making {
  readonly take: Take;
  readonly plan: Plan;
  readonly material: Material;
  readonly workshop: Workshop;
  readonly signal: AbortSignal;
  readonly machine: SharedMachine | undefined;
}

export type Container = 'mp4' | 'webm';

/** How ffmpeg is run for it. */
export const runOf = ({ workshop, signal, machine }: Making): Omit<FfmpegRun, 'args'> => ({
  ...{ cwd: workshop.folder, signal, brake: machine?.brake },
});

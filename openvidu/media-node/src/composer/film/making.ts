import type { Take } from '../../recorder/take.js';
import type { Material } from '../media/material.js';
import type { Plan } from '../plan/plan.rules.js';
import type { Workshop } from './workshop.js';

/** A film that is being made. */
export interface Making {
  readonly take: Take;
  readonly plan: Plan;
  readonly material: Material;
  readonly workshop: Workshop;
  readonly signal: AbortSignal;
}

export type Container = 'mp4' | 'webm';

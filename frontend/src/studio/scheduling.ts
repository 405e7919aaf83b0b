import type { LessonView, ScheduleLesson } from '@seodang/contracts/lessons';
import { ApiError } from '../shared/errors.js';
import type { LessonPlan } from './plan-lessons.js';

/**
 * What became of one planned lesson. `gap` never was a time; `refused` will not work however often one tries (it
 * clashes, or its start has passed); `failed` is not known to have been made; `open` was not tried yet.
 */
export type Result =
  | { readonly kind: 'open' | 'gap' | 'made' }
  | { readonly kind: 'refused' | 'failed'; readonly error: unknown };

export interface PlanResult {
  readonly plan: LessonPlan;
  readonly result: Result;
}

interface SchedulingDeps {
  /** Makes one lesson on the server. */
  schedule: (input: ScheduleLesson) => Promise<LessonView>;
  /** Starts (ISO instants) of the lessons that the course has now. */
  listStarts: () => Promise<readonly string[]>;
  /** Told after each step. */
  onChange: (results: readonly PlanResult[]) => void;
}

/**
 * Makes lessons one after the other. A refused one is left out and the next is made; when the server cannot be asked, it
 * stops, and `run` again goes on with what is left. A lesson whose answer got lost is not made twice.
 */
export class Scheduling {
  readonly #deps: SchedulingDeps;
  #results: readonly PlanResult[];

  constructor(plans: readonly LessonPlan[], deps: SchedulingDeps) {
    this.#deps = deps;
    this.#results = plans.map((plan) => ({ plan, result: { kind: plan.kind === 'gap' ? 'gap' : 'open' } }));
  }

  get results(): readonly PlanResult[] {
    return this.#results;
  }

  /** Makes what is left, until all is tried, something fails, or `signal` aborts; a lesson under way is finished. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.#recognise();
    } catch {
      // What failed before stays failed: without knowing the course, trying again could make a lesson twice.
      return;
    }
    for (const [nth, { plan, result }] of this.#results.entries()) {
      if (result.kind !== 'open' || plan.kind === 'gap') continue;
      if (signal.aborted) return;
      const became = await this.#make(plan.input);
      this.#note(nth, became);
      if (became.kind === 'failed') return;
    }
  }

  /** Finds out what became of lessons whose answer got lost. */
  async #recognise(): Promise<void> {
    if (!this.#results.some(({ result }) => result.kind === 'failed')) return;
    const starts = new Set(await this.#deps.listStarts());
    for (const [nth, { plan, result }] of this.#results.entries()) {
      if (result.kind !== 'failed' || plan.kind === 'gap') continue;
      this.#note(nth, { kind: starts.has(plan.input.startsAt) ? 'made' : 'open' });
    }
  }

  async #make(input: ScheduleLesson): Promise<Result> {
    try {
      await this.#deps.schedule(input);
      return { kind: 'made' };
    } catch (error) {
      return { kind: isRefusal(error) ? 'refused' : 'failed', error };
    }
  }

  #note(nth: number, result: Result): void {
    this.#results = this.#results.map((known, at) => (at === nth ? { plan: known.plan, result } : known));
    this.#deps.onChange(this.#results);
  }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.code === 'lesson.clashes' || error.code === 'lesson.in_the_past')
  );
}

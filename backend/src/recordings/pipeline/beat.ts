import type { RecordingId } from '@seodang/contracts/ids';
import type { Brake } from '@seodang/server-kit/governor';
import type { PipelineStage } from '../recording.row.js';
import type { WorkTable } from './work.model.js';

const BEAT_MS = 4_000;
const LOST = 'the lease was lost';

export interface BeatOptions {
  readonly id: RecordingId;
  readonly by: string;
  readonly brake: Brake;
  readonly table: WorkTable;
  /** Hears how long each stage took that was done. */
  readonly onStage: ((stage: PipelineStage, seconds: number) => void) | undefined;
  readonly stopped: AbortSignal;
}

/** Keeps the lease and tells how far the work is. Without the lease the work ends: it is somebody else's then. */
export class Beat {
  stage: PipelineStage = 'collect';
  readonly signal: AbortSignal;
  readonly #options: BeatOptions;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #done = 0;
  #enteredAt: number | null = null;

  constructor(options: BeatOptions) {
    this.#options = options;
    this.signal = AbortSignal.any([this.#lost.signal, options.stopped]);
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS);
  }

  readonly report = (done: number): void => {
    this.#done = Math.min(1, Math.max(0, done));
  };

  async enter(stage: PipelineStage): Promise<void> {
    this.signal.throwIfAborted();
    this.leave();
    this.#enteredAt = performance.now();
    this.stage = stage;
    this.#done = 0;
    const { id, by, table } = this.#options;
    if (!(await table.enterStage(id, { by, stage }))) this.#lost.abort(new Error(LOST));
    this.signal.throwIfAborted();
  }

  /** The stage is done. */
  leave(): void {
    if (this.#enteredAt !== null)
      this.#options.onStage?.(this.stage, (performance.now() - this.#enteredAt) / 1000);
    this.#enteredAt = null;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    const { id, by, brake, table } = this.#options;
    const now = { by, percent: Math.round(this.#done * 100), isPaused: brake.isOn };
    // A store that is away for a moment is no loss of the lease; nobody else can take it then either.
    const isOurs = await table.renew(id, now).catch(() => true);
    if (!isOurs) this.#lost.abort(new Error(LOST));
  }
}

import { shallowRef } from 'vue';
import { ApiError } from '../../shared/errors.js';

export const BEAT_EVERY_MS = 2_000;

interface BeatDeps {
  readonly beat: (connectionId: string) => Promise<void>;
  /** The API says that the lesson is over; a close of the media server's may have been lost. */
  readonly onLessonEnded: () => void;
  readonly now: () => number;
}

/** Tells the API every two seconds that this connection is alive, and notices when nobody answers. */
export class PresenceBeats {
  /** Since when the server has not answered, in the clock of `now`; null while it does. */
  readonly unansweredSinceMs = shallowRef<number | null>(null);
  readonly #deps: BeatDeps;
  #timer: ReturnType<typeof setInterval> | null = null;
  #connectionId: string | null = null;
  #underWay = false;

  constructor(deps: BeatDeps) {
    this.#deps = deps;
  }

  /** Beats for this connection from now on; null means silence. */
  follow(connectionId: string | null): void {
    if (connectionId === this.#connectionId) return;
    this.#connectionId = connectionId;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.unansweredSinceMs.value = null;
    if (connectionId === null) return;
    this.#timer = setInterval(() => void this.#beat(), BEAT_EVERY_MS);
    void this.#beat();
  }

  /** The browser itself knows that there is no network. */
  suspect(): void {
    if (this.#connectionId !== null) this.unansweredSinceMs.value ??= this.#deps.now();
  }

  async #beat(): Promise<void> {
    const connectionId = this.#connectionId;
    if (connectionId === null || this.#underWay) return;
    this.#underWay = true;
    const sentAtMs = this.#deps.now();
    const problem = await this.#deps.beat(connectionId).then(
      () => null,
      (error: unknown) => error,
    );
    this.#underWay = false;
    if (connectionId !== this.#connectionId) return;
    this.#judge(problem, sentAtMs);
  }

  #judge(problem: unknown, sentAtMs: number): void {
    const unanswered = problem instanceof ApiError && problem.code.startsWith('client.');
    if (unanswered) this.unansweredSinceMs.value ??= sentAtMs;
    else this.unansweredSinceMs.value = null;
    if (problem instanceof ApiError && ['lesson.already_ended', 'lesson.not_live'].includes(problem.code)) {
      this.#deps.onLessonEnded();
    }
  }
}

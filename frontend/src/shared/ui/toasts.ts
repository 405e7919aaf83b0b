import { shallowReactive } from 'vue';

export interface ToastRequest {
  text: string;
  tone?: 'plain' | 'good' | 'bad';
  /** A way back, such as "undo"; the toast then stays ten seconds. */
  action?: { label: string; run: () => void };
}

export interface Toast extends ToastRequest {
  readonly id: number;
  readonly durationMs: number;
}

const PLAIN_MS = 5_000;
const WITH_ACTION_MS = 10_000;
const MAX_SHOWN = 3;

class Toasts {
  readonly shown = shallowReactive<Toast[]>([]);
  #lastId = 0;

  /** Shows a short message below the page; the oldest makes room. Gives its id. */
  show(request: ToastRequest): number {
    this.#lastId += 1;
    this.shown.push({
      ...request,
      id: this.#lastId,
      durationMs: request.action === undefined ? PLAIN_MS : WITH_ACTION_MS,
    });
    if (this.shown.length > MAX_SHOWN) this.shown.shift();
    return this.#lastId;
  }

  close(id: number): void {
    const at = this.shown.findIndex((toast) => toast.id === id);
    if (at >= 0) this.shown.splice(at, 1);
  }
}

export const toasts = new Toasts();

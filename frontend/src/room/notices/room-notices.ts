import { shallowReactive } from 'vue';

export interface RoomNotice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
}

const SHOWN_MS = 5_000;
const MAX_SHOWN = 3;

/** Short news over the stage, where they do not cover the dock. */
export class RoomNotices {
  readonly shown = shallowReactive<RoomNotice[]>([]);
  #lastId = 0;

  show(text: string, tone: RoomNotice['tone'] = 'plain'): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.shown.push({ id, text, tone });
    if (this.shown.length > MAX_SHOWN) this.shown.shift();
    setTimeout(() => {
      const at = this.shown.findIndex((notice) => notice.id === id);
      if (at >= 0) this.shown.splice(at, 1);
    }, SHOWN_MS);
  }
}

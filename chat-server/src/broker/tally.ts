import { Counter, type Registry } from 'prom-client';

/** A counter for what happens thousands of times a second: plain numbers, which the registry gets when it is asked. */
export class Tally<Value extends string = never> {
  #all = 0;
  readonly #byValue = new Map<Value, number>();

  /** @param label What `value` says of what is counted */
  constructor(registry: Registry, { label, ...about }: { name: string; help: string; label?: string }) {
    const total = () => this.#all;
    const byValue = this.#byValue;
    new Counter({
      ...about,
      labelNames: label === undefined ? [] : [label],
      registers: [registry],
      collect() {
        this.reset();
        if (label === undefined) this.inc(total());
        else for (const [value, count] of byValue) this.inc({ [label]: value }, count);
      },
    });
  }

  add(count: number): void {
    this.#all += count;
  }

  addOne(value: Value): void {
    this.#byValue.set(value, (this.#byValue.get(value) ?? 0) + 1);
  }
}

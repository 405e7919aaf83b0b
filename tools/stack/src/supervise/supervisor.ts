import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { Slot } from '../house/slot.js';
import type { Account } from '../os/account.js';
import type { Part, PartName } from '../parts/part.js';
import { rotate } from './log-file.js';
import { PartFailed, PartRunner } from './part-runner.js';
import type { PartStatus } from './state.js';

const LOG_MAX_BYTES = 10 * 1024 * 1024;
const LOG_CHECK_MS = 30_000;

interface SupervisorDeps {
  readonly slot: Slot;
  readonly account: Account;
  readonly onChange: (parts: PartStatus[]) => void;
}

/** Starts parts in the order of their needs, keeps them running, and stops them the other way round. */
export class Supervisor {
  readonly #runners: ReadonlyMap<PartName, PartRunner>;
  readonly #changes = new EventEmitter();
  readonly #deps: SupervisorDeps;
  #logCheck: NodeJS.Timeout | null = null;

  /** @param parts Each after those it needs; needs that are not among them are taken as met. */
  constructor(parts: readonly Part[], deps: SupervisorDeps) {
    this.#deps = deps;
    this.#changes.setMaxListeners(0);
    const names = new Set(parts.map(({ name }) => name));
    this.#runners = new Map(
      parts.map((part) => {
        const needs = part.needs.filter((name) => names.has(name));
        return [part.name, this.#makeRunner(part, needs)];
      }),
    );
  }

  get statuses(): PartStatus[] {
    return [...this.#runners.values()].map(({ status }) => status);
  }

  /**
   * Resolves when every part is up for the first time.
   *
   * @throws {PartFailed} as soon as one cannot be started; the others go on until `stop`.
   */
  async start(signal: AbortSignal): Promise<void> {
    this.#logCheck = setInterval(() => {
      this.#rotateLogs();
    }, LOG_CHECK_MS);
    this.#rotateLogs();
    const runners = [...this.#runners.values()];
    for (const runner of runners) runner.start();
    for (;;) {
      const failed = runners.find(({ status }) => status.state === 'failed');
      if (failed !== undefined) throw new PartFailed(failed.part.name, failed.status.lastExit ?? 'unknown');
      if (runners.every(({ isUp }) => isUp)) return;
      await once(this.#changes, 'change', { signal });
    }
  }

  /** Each part stops when those that need it have stopped. */
  async stop(): Promise<void> {
    if (this.#logCheck !== null) clearInterval(this.#logCheck);
    const stopped = new Map<PartName, Promise<void>>();
    for (const runner of [...this.#runners.values()].reverse()) {
      const dependents = [...stopped].filter(([name]) =>
        this.#runners.get(name)?.part.needs.includes(runner.part.name),
      );
      const before = Promise.allSettled(dependents.map(([, end]) => end));
      stopped.set(
        runner.part.name,
        before.then(() => runner.stop()),
      );
    }
    await Promise.all(stopped.values());
  }

  #makeRunner(part: Part, needs: readonly PartName[]): PartRunner {
    return new PartRunner(part, {
      account: this.#deps.account,
      stackFolder: this.#deps.slot.folder,
      logFile: this.#logOf(part.name),
      whenNeedsAreUp: async (signal) => {
        while (!needs.every((name) => this.#runners.get(name)?.isUp)) {
          await once(this.#changes, 'change', { signal });
        }
      },
      onChange: () => {
        this.#deps.onChange(this.statuses);
        this.#changes.emit('change');
      },
    });
  }

  #logOf(name: PartName): string {
    return join(this.#deps.slot.logs, `${name}.log`);
  }

  #rotateLogs(): void {
    for (const name of this.#runners.keys()) rotate(this.#logOf(name), LOG_MAX_BYTES);
  }
}

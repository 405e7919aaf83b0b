import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { until } from './until.js';

export interface ProgramPlan {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly isReady: () => Promise<boolean>;
  /** `inherit` lets its words be read. */
  readonly stdio?: 'ignore' | 'inherit';
}

/** A server that a test starts, kills, stops and starts again. */
export class ChildProgram {
  readonly #plan: ProgramPlan;
  #child: ChildProcess | null = null;

  private constructor(plan: ProgramPlan) {
    this.#plan = plan;
  }

  /** Resolves when it answers. */
  static async start(plan: ProgramPlan): Promise<ChildProgram> {
    const program = new ChildProgram(plan);
    await program.startAgain();
    return program;
  }

  /** @throws {Error} when it does not run */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.#plan.name} does not run`);
    return pid;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** @throws {Error} when it ends at once, or when somebody else has its port */
  async startAgain(): Promise<void> {
    const { name, argv, cwd, env, isReady, stdio = 'ignore' } = this.#plan;
    if (await isReady()) throw new Error(`Another program answers in the place of ${name}`);
    const [program = '', ...args] = argv;
    const child = spawn(program, args, {
      stdio: ['ignore', stdio, 'inherit'],
      // Nothing of the tests' own loaders: it is started as people start it.
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.#child = child;
    await until(
      () => {
        if (!this.isRunning)
          throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode ?? '?'}`);
        return isReady();
      },
      { what: `${name} to answer` },
    );
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Resolves when it is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child || !this.isRunning) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

/** Does an HTTP server on this machine answer 200? */
export async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** Resident memory of a process. */
export function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

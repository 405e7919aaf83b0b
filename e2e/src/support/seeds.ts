import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { there } from './there.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SEEDS = join(ROOT, 'backend/dist/seeds/main.js');
const WITHIN_MS = 60_000;

/** How the seeds are run; another way is for a Seodang whose stores cannot be reached from here, as in containers. */
const SEED_COMMAND = process.env['SEED_COMMAND']?.split(/\s+/) ?? [process.execPath, SEEDS];

/** What the seeds say to a wish; other lines are of their log. */
const Answer = z.union([z.strictObject({ made: z.unknown() }), z.strictObject({ error: z.string() })]);

interface Waiting {
  readonly resolve: (made: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** The backend's seeds as a process that stays: it takes a second of the processor to start. Ends with this one. */
class Seeds {
  readonly #child: ChildProcess;
  readonly #waiting: Waiting[] = [];

  constructor() {
    const [program = '', ...given] = SEED_COMMAND;
    this.#child = spawn(program, [...given, '--many'], {
      cwd: ROOT,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const { stdin, stdout } = this.#child;
    // It holds nobody up who has no more wishes.
    this.#child.unref();
    for (const pipe of [stdin, stdout]) if (pipe instanceof Socket) pipe.unref();
    createInterface({ input: there(stdout, 'the output of the seeds') }).on('line', (line) => {
      this.#hear(line);
    });
    const end = (reason: unknown) => {
      this.#end(reason);
    };
    stdin?.on('error', end);
    this.#child.on('error', end).on('exit', end);
  }

  make(args: readonly string[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#child.kill();
        this.#end(`nothing within ${WITHIN_MS} ms`);
      }, WITHIN_MS);
      const settled = <T>(settle: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(limit);
          settle(value);
        };
      };
      this.#waiting.push({ resolve: settled(resolve), reject: settled(reject) });
      this.#child.stdin?.write(`${JSON.stringify(args)}\n`);
    });
  }

  #hear(line: string): void {
    const answer = answerIn(line);
    if (answer === undefined) return;
    const asked = this.#waiting.shift();
    if ('error' in answer) asked?.reject(new Error(`the seeds: ${answer.error}`));
    else asked?.resolve(answer.made);
  }

  #end(reason: unknown): void {
    if (running === this) running = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(`the seeds ended: ${String(reason)}`));
  }
}

function answerIn(line: string): z.infer<typeof Answer> | undefined {
  return line.startsWith('{') ? Answer.safeParse(JSON.parse(line)).data : undefined;
}

let running: Seeds | undefined;

/** Lets the backend's seeds make something, by the environment of the stack. @returns what they tell about it. */
export function seed(args: readonly string[]): Promise<unknown> {
  running ??= new Seeds();
  return running.make(args);
}

import { parseArgs } from 'node:util';
import { complain, red, say } from './commands/console.js';
import { down } from './commands/down.js';
import { asShell, environmentOf, exec } from './commands/environment.js';
import { logs } from './commands/logs.js';
import { status } from './commands/status.js';
import { bench, clean, compat, e2e, faults, screenshots, seedDemo } from './commands/runs.js';
import { supervise } from './commands/supervise.js';
import { up } from './commands/up.js';
import { Refusal } from './house/refusal.js';
import { SLOTS } from './house/ports.js';
import type { PartName } from './parts/part.js';
import { readPartNames } from './parts/table.js';
import { check } from './verify/check.js';
import { test } from './verify/test.js';

interface Call {
  readonly slot: number;
  readonly only: readonly PartName[] | null;
  readonly json: boolean;
  readonly shell: boolean;
  readonly data: boolean;
  /** What stands after `--`. */
  readonly rest: readonly string[];
}

const USAGE = `stack up|down|status|logs|env|exec [--slot 0-9] [--only part,part]
  up       start in the background and wait until it can be used
  down     stop; no process is left, the data stays
  status   what runs (--json); exit code 0 all is up, 1 something is not, 2 nothing runs
  logs     follow the logs
  env      the addresses and secrets of a slot as JSON, or --shell for eval
  exec     run a command with them: stack exec --slot 1 -- npm test
stack check|test|e2e|compat|faults|bench|screenshots|seed|clean: as the targets of make`;

/** A command's exit code; nothing means 0. */
const COMMANDS: Record<string, (call: Call) => unknown> = {
  up: ({ slot, only }) => up({ slotNumber: slot, only }),
  down: ({ slot }) => down(slot),
  status: ({ slot, json }) => status(slot, { asJson: json }),
  logs: ({ slot, only }) => logs(slot, only),
  env: async ({ slot, shell }) => {
    const env = await environmentOf(slot);
    say(shell ? asShell(env) : JSON.stringify(env, null, 2));
  },
  exec: ({ slot, rest }) => exec(slot, rest),
  check: () => untilInterrupted(async (signal) => ((await check(signal)).length === 0 ? 0 : 1)),
  test: ({ rest }) => untilInterrupted((signal) => test(signal, rest)),
  e2e: ({ rest }) => e2e(rest),
  compat: ({ rest }) => compat(rest),
  faults: ({ rest }) => faults(rest),
  bench: ({ rest }) => bench(rest),
  screenshots: ({ rest }) => screenshots(rest),
  seed: seedDemo,
  clean: ({ data }) => clean({ withData: data }),
  supervise: ({ slot, only }) => supervise(slot, only),
};

function readCall(argv: string[]): { command: string; call: Call } {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      slot: { type: 'string', default: '0' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      shell: { type: 'boolean', default: false },
      data: { type: 'boolean', default: false },
    },
  });
  const slot = Number(values.slot);
  if (!/^\d$/.test(values.slot) || slot >= SLOTS)
    throw new Refusal(`--slot is a number from 0 to ${SLOTS - 1}.`);
  const [command = '', ...rest] = positionals;
  const only = values.only === undefined ? null : readPartNames(values.only);
  return { command, call: { slot, only, json: values.json, shell: values.shell, data: values.data, rest } };
}

/** Runs long work that cleans up after itself when it is interrupted. */
async function untilInterrupted(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const interrupted = new AbortController();
  const stop = () => {
    interrupted.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  return work(interrupted.signal);
}

async function main(argv: string[]): Promise<number> {
  const { command, call } = readCall(argv);
  const action = COMMANDS[command];
  if (action === undefined) throw new Refusal(USAGE, { exitCode: 64 });
  const code = await action(call);
  return typeof code === 'number' ? code : 0;
}

try {
  const code = await main(process.argv.slice(2));
  if (code !== 0) process.exitCode = code;
} catch (error) {
  complain(
    error instanceof Refusal ? red(error.message) : String(error instanceof Error ? error.stack : error),
  );
  process.exitCode = error instanceof Refusal ? error.exitCode : 70;
}

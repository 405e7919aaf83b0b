import { mkdtempSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../build/build.js';
import { bold, dim, green, red, say } from '../commands/console.js';
import { Refusal } from '../house/refusal.js';
import { CLIENT_PACKAGES, install, installMissing, TEST_PACKAGES, TEST_PROGRAMS } from '../os/packages.js';
import { check, indent } from './check.js';
import { closingLine, judge, NO_COUNTS, readFailures, sumCounts, type Counts } from './counts.rules.js';
import { coverageJob } from './coverage.js';
import { inLanes, runJob } from './job.js';
import { findSuites, type Suite } from './suites.js';
import { startFresh, stopFresh } from './test-stack.js';

interface Row {
  readonly name: string;
  readonly counts: Counts;
  readonly tookMs: number;
  /** What failed, a line each, to be read again at the end. */
  readonly failures?: readonly string[];
}

const ONE_FAILURE: Counts = { passed: 0, failed: 1, skipped: 0 };

/**
 * Every check and every test, one after the other, also after a failure.
 *
 * @param only Tests of these workspaces alone, without the checks; empty for everything.
 * @returns Exit code: 0 when nothing failed. The last line printed is `N passed, N failed, N skipped`.
 */
export async function test(signal: AbortSignal, only: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'seodang-counts-'));
  const rows: Row[] = [];
  try {
    for (const step of stepsOf({ folder, signal, only })) {
      if (!signal.aborted) rows.push(...(await take(step)));
    }
  } finally {
    await stopFresh();
    rmSync(folder, { recursive: true, force: true });
  }
  return conclude(signal.aborted ? [...rows, { name: 'interrupted', counts: ONE_FAILURE, tookMs: 0 }] : rows);
}

interface Plan {
  /** Where counts files go. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly only: readonly string[];
}

interface Step {
  readonly name: string;
  readonly work: () => Promise<readonly Row[]>;
}

function stepsOf({ folder, signal, only }: Plan): Step[] {
  const { suites, mistakes } = findSuites();
  const inOrder = suites.toSorted((a, b) => Number(b.isWaiting) - Number(a.isWaiting) || b.usualS - a.usualS);
  // A name stands for all shares of it.
  const isMeant = ({ name }: Suite, word: string) => name === word || name.startsWith(`${word} (`);
  const wanted = inOrder.filter((suite) => only.length === 0 || only.some((word) => isMeant(suite, word)));
  const unknown = only.filter((word) => !suites.some((suite) => isMeant(suite, word)));
  if (unknown.length > 0) throw new Refusal(`There are no tests in ${unknown.join(', ')}.`);

  const runAll = async (
    some: readonly Suite[],
    surroundings: Parameters<typeof startFresh>[0],
    lanes: number,
  ) => {
    if (some.length === 0) return [];
    const env = await startFresh(surroundings);
    const found: Row[] = [];
    const run = async (suite: Suite) => {
      found.push(await runSuite(suite, { folder, env, signal }));
    };
    const isAlone = (suite: Suite) => suite.isAlone === true;
    await inLanes(
      some.filter((suite) => !isAlone(suite)),
      lanes,
      run,
    );
    await inLanes(some.filter(isAlone), 1, run);
    return found;
  };
  const of = (...kinds: Suite['surroundings'][]) =>
    wanted.filter(({ surroundings }) => kinds.includes(surroundings));
  const judgements: Step[] = [
    { name: 'checks', work: async () => [...mistakes.map(mistakeRow), ...(await checkRows(signal))] },
    { name: 'coverage of rules', work: async () => [await coverageRow(signal)] },
  ];
  return [
    { name: 'packages for tests', work: installForTests },
    { name: 'build', work: buildAll },
    ...(only.length === 0 ? judgements : []),
    // In three lanes on two processors, since these wait as well as they compute: for leases and deadlines.
    {
      name: 'tests on real stores',
      work: () => runAll(of('stores'), 'stores', 3),
    },
    {
      name: 'compatibility with OpenVidu, what needs nothing, and a thousand people in the chat',
      work: () => runAll(of('media-node', 'nothing', 'database'), 'media-node', 2),
    },
    // Browsers with cameras compute all the time: a third lane would only starve the two.
    { name: 'stories in browsers', work: () => runAll(of('whole'), 'whole', 2) },
  ];
}

/** A step that cannot even be begun is a failure, not the end. */
async function take({ name, work }: Step): Promise<readonly Row[]> {
  say(bold(`\n── ${name}`));
  const began = performance.now();
  try {
    return await work();
  } catch (error) {
    say(red(error instanceof Error ? error.message : String(error)));
    return [{ name, counts: ONE_FAILURE, tookMs: performance.now() - began }];
  }
}

interface Run {
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly signal: AbortSignal;
}

async function runSuite(suite: Suite, { folder, env, signal }: Run): Promise<Row> {
  const { name, workspace, script, surroundings, limitMin } = suite;
  const countsFile = join(folder, name.replaceAll('/', '-'));
  const argv = ['npm', 'run', script, '--silent', '-w', workspace];
  const around = surroundings === 'nothing' ? {} : env;
  const job = { name, argv, env: { ...around, ...suite.env, COUNTS_FILE: countsFile }, limitMin };
  const { code, output, tookMs } = await runJob(job, signal);
  const told = existsSync(countsFile) ? readFileSync(countsFile, 'utf8') : '';
  const counts = judge(told, code);
  say(
    `${counts.failed === 0 ? green('✔') : red('✘')} ${bold(name)} ${closingLine(counts)} ${seconds(tookMs)}`,
  );
  say(indent(output));
  return { name, counts, tookMs, failures: readFailures(told) };
}

async function installForTests(): Promise<Row[]> {
  await installMissing(TEST_PROGRAMS);
  if (!existsSync('/usr/share/fonts/opentype/noto'))
    await install(TEST_PACKAGES, 'Korean letters are missing.');
  const clients = Object.keys(CLIENT_PACKAGES).filter((name) => !existsSync(CLIENT_PACKAGES[name] ?? ''));
  if (clients.length > 0) await install(clients, 'STOMP clients of other languages are missing.');
  return [];
}

async function checkRows(signal: AbortSignal): Promise<Row[]> {
  const began = performance.now();
  const failed = await check(signal);
  const counts = failed.length === 0 ? NO_COUNTS : { ...NO_COUNTS, failed: failed.length };
  return [{ name: 'checks', counts, tookMs: performance.now() - began }];
}

async function buildAll(): Promise<Row[]> {
  await build(['programs', 'engine', 'app'], say);
  return [];
}

async function coverageRow(signal: AbortSignal): Promise<Row> {
  const { code, output, tookMs } = await runJob(coverageJob(), signal);
  say(`${code === 0 ? green('✔') : red('✘')} coverage of rules ${seconds(tookMs)}`);
  say(indent(output));
  return { name: 'coverage of rules', counts: code === 0 ? NO_COUNTS : ONE_FAILURE, tookMs };
}

function mistakeRow(mistake: string): Row {
  say(red(mistake));
  return { name: mistake, counts: ONE_FAILURE, tookMs: 0 };
}

function conclude(rows: readonly Row[]): number {
  say(bold('\n── in all'));
  for (const { name, counts, tookMs, failures = [] } of rows) {
    say(
      `${counts.failed === 0 ? green('✔') : red('✘')} ${name} ${dim(closingLine(counts))} ${seconds(tookMs)}`,
    );
    for (const failure of failures) say(red(`  ${failure}`));
  }
  const sum = sumCounts(rows.map(({ counts }) => counts));
  say(closingLine(sum));
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

function seconds(ms: number): string {
  return dim(`${(ms / 1000).toFixed(0)} s`);
}

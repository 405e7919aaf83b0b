import { mkdtempSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../build/build.js';
import { bold, dim, green, red, say } from '../commands/console.js';
import { install, installMissing, TEST_PACKAGES, TEST_PROGRAMS } from '../os/packages.js';
import { check, indent } from './check.js';
import { closingLine, judge, NO_COUNTS, sumCounts, type Counts } from './counts.rules.js';
import { coverageJob } from './coverage.js';
import { inLanes, runJob } from './job.js';
import { findSuites, type Suite } from './suites.js';
import { startFresh, stopFresh } from './test-stack.js';

interface Row {
  readonly name: string;
  readonly counts: Counts;
  readonly tookMs: number;
}

const ONE_FAILURE: Counts = { passed: 0, failed: 1, skipped: 0 };

/**
 * Every check and every test, one after the other, also after a failure.
 *
 * @returns Exit code: 0 when nothing failed. The last line printed is `N passed, N failed, N skipped`.
 */
export async function test(signal: AbortSignal): Promise<number> {
  const rows: Row[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'seodang-counts-'));
  const step = async (name: string, work: () => Promise<readonly Row[]>) => {
    if (signal.aborted) return;
    say(bold(`\n── ${name}`));
    const began = performance.now();
    try {
      rows.push(...(await work()));
    } catch (error) {
      say(red(error instanceof Error ? error.message : String(error)));
      rows.push({ name, counts: ONE_FAILURE, tookMs: performance.now() - began });
    }
  };
  const { suites, mistakes } = findSuites();
  const runAll = async (some: readonly Suite[], lanes: number, env: Record<string, string>) => {
    const found: Row[] = [];
    await inLanes(some, lanes, async (suite) => {
      found.push(await runSuite(suite, { folder, env, signal }));
    });
    return found;
  };
  const of = (...surroundings: Suite['surroundings'][]) =>
    suites.filter((suite) => surroundings.includes(suite.surroundings));
  try {
    await step('packages for tests', installForTests);
    await step('checks', async () => [...mistakes.map(mistakeRow), ...(await checkRows(signal))]);
    await step('build', buildAll);
    await step('unit and store tests', async () => {
      const env = await startFresh('stores');
      return [...(await runAll(of('stores', 'nothing'), 2, env)), await coverageRow(signal)];
    });
    await step('compatibility with OpenVidu', async () =>
      runAll(of('media-node'), 1, await startFresh('media-node')),
    );
    await step('stories in browsers', async () => runAll(of('whole'), 1, await startFresh('whole')));
  } finally {
    await stopFresh();
    rmSync(folder, { recursive: true, force: true });
  }
  return conclude(signal.aborted ? [...rows, { name: 'interrupted', counts: ONE_FAILURE, tookMs: 0 }] : rows);
}

interface Run {
  /** Where counts files go. */
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly signal: AbortSignal;
}

async function runSuite({ workspace, limitMin }: Suite, { folder, env, signal }: Run): Promise<Row> {
  const countsFile = join(folder, workspace.replaceAll('/', '-'));
  const argv = ['npm', 'test', '--silent', '-w', workspace];
  const job = { name: workspace, argv, env: { ...env, COUNTS_FILE: countsFile }, limitMin };
  const { code, output, tookMs } = await runJob(job, signal);
  const counts = judge(existsSync(countsFile) ? readFileSync(countsFile, 'utf8') : '', code);
  say(
    `${counts.failed === 0 ? green('✔') : red('✘')} ${bold(workspace)} ${closingLine(counts)} ${seconds(tookMs)}`,
  );
  say(indent(output));
  return { name: workspace, counts, tookMs };
}

async function installForTests(): Promise<Row[]> {
  await installMissing(TEST_PROGRAMS);
  if (!existsSync('/usr/share/fonts/opentype/noto'))
    await install(TEST_PACKAGES, 'Korean letters are missing.');
  return [];
}

async function checkRows(signal: AbortSignal): Promise<Row[]> {
  const began = performance.now();
  const failed = await check(signal);
  const counts = failed.length === 0 ? NO_COUNTS : { ...NO_COUNTS, failed: failed.length };
  return [{ name: 'checks', counts, tookMs: performance.now() - began }];
}

async function buildAll(): Promise<Row[]> {
  await build(['programs', 'app'], say);
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
  for (const { name, counts, tookMs } of rows) {
    say(
      `${counts.failed === 0 ? green('✔') : red('✘')} ${name} ${dim(closingLine(counts))} ${seconds(tookMs)}`,
    );
  }
  const sum = sumCounts(rows.map(({ counts }) => counts));
  say(closingLine(sum));
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

function seconds(ms: number): string {
  return dim(`${(ms / 1000).toFixed(0)} s`);
}

import { availableParallelism } from 'node:os';
import { dim, green, red, say } from '../commands/console.js';
import { inLanes, runJob, type Job } from './job.js';

/** Everything about the code that can be judged without running it; the slow ones first, so that lanes end together. */
const CHECKS: readonly Job[] = [
  { name: 'lint of programs', argv: ['npm', 'run', '--silent', 'lint:programs'], limitMin: 12 },
  { name: 'lint of pages', argv: ['npm', 'run', '--silent', 'lint:pages'], limitMin: 12 },
  { name: 'types', argv: ['npm', 'run', '--silent', 'types'], limitMin: 6 },
  { name: 'formatting', argv: ['npm', 'run', '--silent', 'format:check'], limitMin: 3 },
  { name: 'import rules', argv: ['npm', 'run', '--silent', 'imports'], limitMin: 3 },
  { name: 'dead code', argv: ['npm', 'run', '--silent', 'dead-code'], limitMin: 3 },
  { name: 'nginx configuration', argv: ['nginx/test-conf.sh'], limitMin: 1 },
];

/** Runs all checks, also after one that fails. @returns The names of those that failed. */
export async function check(signal: AbortSignal): Promise<string[]> {
  const failed: string[] = [];
  await inLanes(CHECKS, Math.min(2, availableParallelism()), async (job) => {
    const { code, output, tookMs } = await runJob(job, signal);
    const took = dim(`${(tookMs / 1000).toFixed(1)} s`);
    say(`${code === 0 ? green('✔') : red('✘')} ${job.name} ${took}`);
    if (code === 0) return;
    failed.push(job.name);
    say(indent(output));
  });
  return failed;
}

export function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}

import { join } from 'node:path';
import { filesUnder } from '../build/sources.js';
import { ROOT } from '../house/root.js';
import type { Job } from './job.js';

/** Compiled by `tsc -b`; what Vite builds has no files of its own to measure. */
const COMPILED = ['contracts', 'server-kit', 'backend', 'chat-server', 'openvidu/media-node', 'tools/stack'];
const LINES_PERCENT = 95;

/**
 * The gate on rules: pure functions, of which nothing is left untried. Measured on compiled code, so that lines are
 * those that run.
 */
export function coverageJob(): Job {
  const tests = COMPILED.flatMap((workspace) => compiledTests(workspace));
  const measured = COMPILED.flatMap((workspace) => ['--include', `${workspace}/dist/**/*.rules.js`]);
  return {
    name: 'coverage of rules',
    argv: [
      ...[
        'npx',
        '--no-install',
        'c8',
        '--all',
        '--check-coverage',
        '--lines',
        String(LINES_PERCENT),
        '--per-file',
      ],
      ...[
        '--reporter',
        'text',
        '--temp-directory',
        'coverage/rules',
        ...measured,
        '--exclude',
        '**/*.test.js',
      ],
      ...['mocha', '--no-config', '--no-package', '--reporter', 'dot', '--timeout', '60000', ...tests],
    ],
    env: { NODE_OPTIONS: '' },
    limitMin: 3,
  };
}

/** The backend has sources in several folders, and compiles them into folders of the same names. */
function compiledTests(workspace: string): string[] {
  const isFlat = workspace !== 'backend';
  return filesUnder(ROOT, workspace)
    .filter((file) => file.endsWith('.rules.test.ts'))
    .map((file) => file.slice(workspace.length + 1).replace(/\.ts$/, '.js'))
    .map((file) => join(workspace, 'dist', isFlat ? file.replace(/^src\//, '') : file));
}

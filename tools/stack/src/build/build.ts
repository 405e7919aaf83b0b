import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from '../house/refusal.js';
import { ROOT } from '../house/root.js';
import { run } from '../os/run.js';
import type { Build } from '../parts/part.js';
import { filesUnder, fingerprint } from './sources.js';

interface Recipe {
  /** For people. */
  readonly title: string;
  readonly sources: readonly string[];
  readonly argv: readonly string[];
  /** Has to exist afterwards, and is proof that the result was not deleted meanwhile. */
  readonly results: readonly string[];
  readonly withinMs: number;
}

const COMMON = [
  'package-lock.json',
  'tsconfig.base.json',
  'contracts/src',
  'contracts/tsconfig.json',
  'server-kit/src',
];
const PROGRAMS = [
  'contracts',
  'server-kit',
  'backend',
  'chat-server',
  'openvidu/media-node',
  'tools/mail-sink',
];

/** What MongoDB's protocol is spoken by where there is no `mongod`. */
const ENGINE = 'tools/embedded-mongo';

const RECIPES: Record<Build, Recipe> = {
  programs: {
    title: 'the programs (TypeScript)',
    sources: [...COMMON, ...PROGRAMS],
    argv: ['npx', '--no-install', 'tsc', '-b', ...PROGRAMS],
    results: ['backend/dist', 'chat-server/dist/main.js', 'openvidu/media-node/dist', 'tools/mail-sink/dist'],
    withinMs: 300_000,
  },
  engine: {
    title: "the messages' store (TypeScript)",
    sources: ['package-lock.json', 'tsconfig.base.json', ENGINE],
    argv: ['npx', '--no-install', 'tsc', '-b', ENGINE],
    results: [`${ENGINE}/dist/main.js`],
    withinMs: 300_000,
  },
  app: {
    title: 'the web app',
    sources: [...COMMON, 'frontend'],
    argv: ['npm', 'run', 'build', '-w', 'frontend'],
    results: ['frontend/dist/index.html'],
    withinMs: 300_000,
  },
};

/**
 * Compiles what changed since it was compiled last; all kinds at the same time.
 *
 * @param report Told the title of what is being made, and how it went.
 * @throws {Refusal} with the compiler's words.
 */
export async function build(kinds: readonly Build[], report: (line: string) => void): Promise<void> {
  const due = [...new Set(kinds)].filter((kind) => stampOf(kind) !== currentStamp(kind));
  await Promise.all(due.map((kind) => make(kind, report)));
}

async function make(kind: Build, report: (line: string) => void): Promise<void> {
  const recipe = RECIPES[kind];
  // Taken before: a file that is saved while the compiler runs is compiled the next time.
  const stamp = currentStamp(kind);
  const began = performance.now();
  report(`building ${recipe.title} …`);
  if (kind === 'programs') PROGRAMS.forEach(removeOrphans);
  const { code, output } = await run(recipe.argv, { cwd: ROOT, withinMs: recipe.withinMs });
  if (code !== 0) throw new Refusal(`Building ${recipe.title} failed:\n${output.trim()}`);
  mkdirSync(dirname(stampFile(kind)), { recursive: true });
  writeFileSync(stampFile(kind), stamp);
  report(`built ${recipe.title} in ${seconds(began)} s`);
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}

function stampFile(kind: Build): string {
  return join(ROOT, '.data', 'build', kind);
}

function currentStamp(kind: Build): string {
  return fingerprint(ROOT, RECIPES[kind].sources);
}

/** @returns Null when it was never made, or the result is gone. */
function stampOf(kind: Build): string | null {
  const isThere = RECIPES[kind].results.every((result) => existsSync(join(ROOT, result)));
  return isThere && existsSync(stampFile(kind)) ? readFileSync(stampFile(kind), 'utf8') : null;
}

/** Removes compiled files whose source is gone: a migration that was taken back must not run. */
function removeOrphans(workspace: string): void {
  const folder = join(ROOT, workspace, 'dist');
  if (!existsSync(folder)) return;
  const sources = new Set(filesUnder(join(ROOT, workspace), '.').filter((file) => file.endsWith('.ts')));
  // Without sub-folder `src` in dist, the sources lie one folder deeper than what is made of them.
  const isFlat = !existsSync(join(folder, 'src'));
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|d\.ts)(\.map)?$/.test(file)) continue;
    const source = file.replace(/\.(js|d\.ts)(\.map)?$/, '.ts');
    if (!sources.has(isFlat ? join('src', source) : source)) rmSync(join(folder, file));
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { filesUnder } from '../build/sources.js';
import { ROOT } from '../house/root.js';

/** What has to run while a workspace's tests do; `database`: MariaDB, everything else they start themselves. */
export type Surroundings = 'nothing' | 'database' | 'stores' | 'media-node' | 'whole';

export interface Suite {
  /** The workspace, and what of it when there is more than its script `test`. */
  readonly name: string;
  readonly workspace: string;
  readonly script: string;
  readonly surroundings: Surroundings;
  readonly limitMin: number;
  /** How long it takes beside the others, on two processors: whoever takes long begins first. */
  readonly usualS: number;
  readonly env: Readonly<Record<string, string>>;
  /** Waits more than it computes: begun first, so that others have the processors meanwhile. */
  readonly isWaiting: boolean;
  /** Nothing runs beside it. */
  readonly isAlone?: boolean;
}

interface Needs extends Pick<Suite, 'surroundings' | 'limitMin'> {
  /** Of the whole, or of each share: parts that run side by side. The workspace's mocha reads from `TEST_SHARE` which one it is. */
  readonly usualS: number | Readonly<Record<string, number>>;
}

/** What is promised of time is multiplied where other tests run beside; programs that tests start are compiled. */
const BESIDE_OTHERS = { E2E_PATIENCE: '3', TEST_COMPILED: 'true' };

const WAITING: ReadonlySet<string> = new Set(['backend (killed workers)', 'e2e (all others)']);

/** Stories that kill parts of the running Seodang. */
const OUTAGES = 'outages';
/**
 * Nothing runs beside these: one kills, one measures in hundredths of a second what a browser sends, and one has a
 * thousand people.
 */
const ALONE: ReadonlySet<string> = new Set([`e2e (${OUTAGES})`, 'e2e (recordings)', 'e2e (slow readers)']);

const KNOWN: Record<string, Needs> = {
  contracts: { surroundings: 'nothing', limitMin: 2, usualS: 2 },
  'server-kit': { surroundings: 'nothing', limitMin: 2, usualS: 2 },
  frontend: { surroundings: 'nothing', limitMin: 4, usualS: 40 },
  'tools/mail-sink': { surroundings: 'nothing', limitMin: 2, usualS: 2 },
  'tools/stack': { surroundings: 'nothing', limitMin: 5, usualS: 115 },
  // With a MongoDB of the caller's (MONGODB_URI) the conformance suite judges that one, else the engine.
  'tools/embedded-mongo': { surroundings: 'nothing', limitMin: 5, usualS: 20 },
  'tools/faultproxy': { surroundings: 'nothing', limitMin: 2, usualS: 2 },
  backend: {
    ...{ surroundings: 'stores', limitMin: 10 },
    usualS: { recordings: 310, 'killed workers': 190, 'all others': 200 },
  },
  'chat-server': { surroundings: 'stores', limitMin: 10, usualS: 120 },
  'openvidu/media-node': { surroundings: 'stores', limitMin: 8, usualS: 265 },
  bench: { surroundings: 'nothing', limitMin: 2, usualS: 2 },
  'openvidu/compat': { surroundings: 'media-node', limitMin: 15, usualS: 210 },
  e2e: {
    ...{ surroundings: 'whole', limitMin: 15 },
    usualS: {
      ...{ screens: 330, 'demo school': 250, chat: 200, 'own people': 195, recordings: 110, replays: 100 },
      [OUTAGES]: 50,
    },
  },
};

/**
 * They kill programs that they start themselves. Other tests run beside, so they are patient about times (`make faults`
 * is not); the share with a thousand people runs where little else does.
 */
const FAULTS: readonly Suite[] = [
  ...suitesOf('e2e', { surroundings: 'stores', limitMin: 10, usualS: { 'all others': 255 } }),
  ...suitesOf('e2e', { surroundings: 'database', limitMin: 10, usualS: { 'slow readers': 55 } }),
].map((suite) => ({
  ...suite,
  ...{ name: suite.name.replace('e2e', 'e2e/faults'), script: 'faults' },
  env: { ...suite.env, FAULTS_PATIENCE: '6' },
}));

const Manifest = z.object({
  workspaces: z.array(z.string()).default([]),
  scripts: z.record(z.string(), z.string()).default({}),
});

/**
 * The test runs of all workspaces, and what is wrong with them: tests that nobody runs, and runs of workspaces that
 * this table does not know.
 */
export function findSuites(): { suites: Suite[]; mistakes: string[] } {
  const suites: Suite[] = [];
  const mistakes: string[] = [];
  for (const workspace of readManifest('.').workspaces) {
    const known = KNOWN[workspace];
    const isRun = readManifest(workspace).scripts.test !== undefined;
    if (isRun && known === undefined)
      mistakes.push(`${workspace} has tests, but tools/stack does not know what they need`);
    if (isRun && known !== undefined) suites.push(...suitesOf(workspace, known));
    if (!isRun && hasTests(workspace))
      mistakes.push(`${workspace} has test files, but no script "test" runs them`);
  }
  return { suites: [...suites, ...FAULTS], mistakes };
}

function suitesOf(workspace: string, { usualS, ...needs }: Needs): Suite[] {
  const base = { workspace, script: 'test', ...needs };
  if (typeof usualS === 'number')
    return [{ ...base, name: workspace, usualS, env: BESIDE_OTHERS, isWaiting: false }];
  return Object.entries(usualS).map(([share, shareS]) => ({
    ...{ ...base, name: `${workspace} (${share})`, usualS: shareS },
    env: { ...BESIDE_OTHERS, TEST_SHARE: share },
    isWaiting: WAITING.has(`${workspace} (${share})`),
    isAlone: ALONE.has(`${workspace} (${share})`),
  }));
}

function readManifest(workspace: string): z.infer<typeof Manifest> {
  const file = join(ROOT, workspace, 'package.json');
  return Manifest.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
}

function hasTests(workspace: string): boolean {
  return filesUnder(ROOT, join(workspace, 'src')).some((file) => /\.(test|e2e)\.[jt]s$/.test(file));
}

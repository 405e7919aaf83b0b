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
  readonly env: Readonly<Record<string, string>>;
  /** Breaks what others stand on: nothing runs beside it. */
  readonly isAlone?: boolean;
}

interface Needs {
  readonly surroundings: Surroundings;
  readonly limitMin: number;
  /** Parts that run side by side; the workspace's mocha reads from `TEST_SHARE` which one it is. */
  readonly shares?: readonly string[];
}

/** What is promised of time is multiplied by it where other tests run beside. */
const BESIDE_OTHERS = { E2E_PATIENCE: '3' };

/** Stories that kill parts of the running Seodang. */
const OUTAGES = 'outages';

const KNOWN: Record<string, Needs> = {
  contracts: { surroundings: 'nothing', limitMin: 2 },
  'server-kit': { surroundings: 'nothing', limitMin: 2 },
  frontend: { surroundings: 'nothing', limitMin: 4 },
  'tools/mail-sink': { surroundings: 'nothing', limitMin: 2 },
  'tools/stack': { surroundings: 'nothing', limitMin: 5 },
  // With a MongoDB of the caller's (MONGODB_URI) the conformance suite judges that one, else the engine.
  'tools/embedded-mongo': { surroundings: 'nothing', limitMin: 5 },
  'tools/faultproxy': { surroundings: 'nothing', limitMin: 2 },
  backend: { surroundings: 'stores', limitMin: 10, shares: ['all others', 'recordings'] },
  'chat-server': { surroundings: 'stores', limitMin: 10 },
  'openvidu/media-node': { surroundings: 'stores', limitMin: 6 },
  bench: { surroundings: 'nothing', limitMin: 2 },
  'openvidu/compat': { surroundings: 'media-node', limitMin: 15 },
  e2e: { surroundings: 'whole', limitMin: 15, shares: ['demo school', 'own people', 'recordings', OUTAGES] },
};

/** Kills programs that it starts itself. Other tests run beside it, so it is patient about times (`make faults` is not). */
const FAULTS: Suite = {
  ...{ name: 'e2e/faults', workspace: 'e2e', script: 'faults' },
  ...{ surroundings: 'database', limitMin: 10, env: { FAULTS_PATIENCE: '6' } },
};

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
  return { suites: [...suites, FAULTS], mistakes };
}

function suitesOf(workspace: string, { surroundings, limitMin, shares = [] }: Needs): Suite[] {
  const base = { workspace, script: 'test', surroundings, limitMin };
  if (shares.length === 0) return [{ ...base, name: workspace, env: BESIDE_OTHERS }];
  return shares.map((share) => ({
    ...{ ...base, name: `${workspace} (${share})`, env: { ...BESIDE_OTHERS, TEST_SHARE: share } },
    isAlone: share === OUTAGES,
  }));
}

function readManifest(workspace: string): z.infer<typeof Manifest> {
  const file = join(ROOT, workspace, 'package.json');
  return Manifest.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
}

function hasTests(workspace: string): boolean {
  return filesUnder(ROOT, join(workspace, 'src')).some((file) => /\.(test|e2e)\.[jt]s$/.test(file));
}

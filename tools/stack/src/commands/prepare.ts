import { build } from '../build/build.js';
import { Refusal } from '../house/refusal.js';
import type { World } from '../house/world.js';
import { installMissing } from '../os/packages.js';
import { takenPorts } from '../os/ports-in-use.js';
import { endAll, processesOf } from '../os/processes.js';
import type { Part, PartName } from '../parts/part.js';
import { amber, dim, say } from './console.js';

const GRACE_MS = 10_000;

/** Ends what a supervisor that was killed left running. */
export async function endLeftovers(folder: string): Promise<void> {
  const count = processesOf(folder).length;
  if (count === 0) return;
  say(amber(`Ending ${count} processes that an earlier run left behind.`));
  await endAll(() => processesOf(folder), GRACE_MS);
}

/** @throws {Refusal} when a program is missing and cannot be installed. */
export async function requirePrograms(parts: readonly Part[]): Promise<void> {
  const programs = parts.flatMap(({ argv }) => argv.filter((word) => isProgram(word)));
  const helpers = parts.flatMap(({ name }) => HELPERS[name] ?? []);
  await installMissing([...new Set([...programs, ...helpers])]);
}

/** Programs that parts need besides the one they are. */
const HELPERS: Partial<Record<PartName, readonly string[]>> = {
  mariadb: ['mariadb-install-db', 'mariadb'],
  nginx: ['openssl'],
  'media-node': ['ffmpeg', 'janus-pp-rec'],
};

/** The servers of the table, among prefixes and arguments. */
function isProgram(word: string): boolean {
  return ['mariadbd', 'redis-server', 'turnserver', 'janus', 'nginx'].includes(word);
}

/** @throws {Refusal} which names every port that is taken, and by whom. */
export async function requireFreePorts(parts: readonly Part[]): Promise<void> {
  const wanted = parts.flatMap((part) => part.listens.map((listen) => ({ part, listen })));
  const taken = await takenPorts(wanted.map(({ listen }) => listen));
  if (taken.length === 0) return;
  const lines = taken.map(({ listen, holder }) => {
    const part = wanted.find((entry) => entry.listen === listen)?.part.name ?? '?';
    const hint = part === 'nginx' ? '; choose another with PORT=' : '';
    return `  port ${listen.port}/${listen.protocol} for ${part}: taken by ${holder ?? 'a process of another user'}${hint}`;
  });
  throw new Refusal(`Not started, because of ports that are taken:\n${lines.join('\n')}`, { exitCode: 4 });
}

/** @throws {Refusal} with the compiler's words. */
export async function buildFor(parts: readonly Part[]): Promise<void> {
  const kinds = parts.map(({ builtFrom }) => builtFrom).filter((kind) => kind !== null);
  await build(kinds, (line) => {
    say(dim(line));
  });
}

/** Says under which account the parts run when that is not as it should be. */
export function noticeAccount({ account, root }: World): void {
  if (!account.isRootOfNecessity) return;
  say(amber(`Only root can reach ${root} or its programs, so the parts run as root too.`));
}

export function assertSlotCanBe(slotNumber: number): void {
  if (process.platform !== 'linux')
    throw new Refusal('The native stack runs on Linux; elsewhere use containers.');
  if (slotNumber < 0) throw new Refusal('Slots begin at 0.');
}

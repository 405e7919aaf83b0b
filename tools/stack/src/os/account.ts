import { chownSync, mkdirSync, statSync } from 'node:fs';
import { findProgram } from './which.js';
import { run, runOrThrow } from './run.js';

/** The account that the parts of a stack run under. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** What to put before a command so that it runs under the account. */
  readonly prefix: readonly string[];
  /** True when the parts keep the rights of root because nobody else can reach the checkout. */
  readonly isRootOfNecessity: boolean;
}

/**
 * Servers need no rights: a stack that root starts runs as `nobody`, if `nobody` can reach the checkout and the
 * programs. Everybody else's runs as themselves.
 *
 * @param reach Folders and programs that the account has to be able to use.
 */
export async function accountFor(reach: readonly string[]): Promise<Account> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0) return { name: String(uid), uid, gid, prefix: [], isRootOfNecessity: false };
  const setpriv = findProgram('setpriv');
  const nobody = await idsOf('nobody');
  if (setpriv !== null && nobody !== null) {
    const ids = [`--reuid=${nobody.uid}`, `--regid=${nobody.gid}`];
    const prefix = [setpriv, ...ids, '--clear-groups', '--no-new-privs'];
    const tries = await Promise.all(reach.map((path) => run([...prefix, 'test', '-x', path])));
    if (tries.every(({ code }) => code === 0)) {
      return { name: 'nobody', ...nobody, prefix, isRootOfNecessity: false };
    }
  }
  return { name: 'root', uid, gid, prefix: [], isRootOfNecessity: true };
}

async function idsOf(name: string): Promise<{ uid: number; gid: number } | null> {
  const [uid, gid] = await Promise.all([run(['id', '-u', name]), run(['id', '-g', name])]);
  if (uid.code !== 0 || gid.code !== 0) return null;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

/** Makes a folder that only the account may open; one of another account's (an earlier run's) is handed over whole. */
export async function ownFolder(account: Account, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0 || statSync(folder).uid === account.uid) return;
  chownSync(folder, account.uid, account.gid);
  await runOrThrow(['chown', '-R', `${account.uid}:${account.gid}`, folder]);
}

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { until } from './until.js';

/** A process as Linux tells it. A number alone names no process: numbers are used again. */
export interface ProcessRef {
  readonly pid: number;
  /** Start time in ticks since boot; with the number it names one process. */
  readonly startedAt: string;
}

interface ProcessFacts extends ProcessRef {
  readonly session: number;
  readonly isZombie: boolean;
}

/** @see proc(5), /proc/pid/stat: state is field 3, session field 6, starttime field 22 */
function factsOf(pid: number): ProcessFacts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces and brackets itself: fields are counted after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, startedAt: fields[19] ?? '', session: Number(fields[3]), isZombie: fields[0] === 'Z' };
  } catch {
    return null;
  }
}

/** @returns null when no such process lives. */
export function findProcess(pid: number): ProcessRef | null {
  const facts = factsOf(pid);
  return facts === null || facts.isZombie ? null : { pid, startedAt: facts.startedAt };
}

export function isAlive({ pid, startedAt }: ProcessRef): boolean {
  return findProcess(pid)?.startedAt === startedAt;
}

/** Put into the environment of every part, so that its processes are known again whatever became of their parent. */
export const MARK = 'SEODANG_STACK_FOLDER';

/** Programs that write their title over their environment; each works in the folder of its own name. */
const TITLE_WRITERS = ['nginx', 'redis'];

/**
 * The living processes that belong to the stack of a folder: they carry its mark, or are one of the programs that
 * lose it, at work in the stack's folder.
 */
export function processesOf(folder: string): ProcessRef[] {
  const mark = `${MARK}=${folder}`;
  return living().filter(({ pid }) => hasMark(pid, mark) || isTitleWriterIn(pid, folder));
}

/** The living processes that a session leader left behind, or itself. */
export function processesOfSession(leader: number): ProcessRef[] {
  return living().filter(({ session }) => session === leader);
}

function living(): ProcessFacts[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => factsOf(Number(name)))
    .filter((facts) => facts !== null)
    .filter(({ isZombie }) => !isZombie);
}

function hasMark(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
  } catch {
    return false;
  }
}

function isTitleWriterIn(pid: number, folder: string): boolean {
  try {
    const program = basename(readlinkSync(`/proc/${pid}/exe`));
    const place = readlinkSync(`/proc/${pid}/cwd`);
    return TITLE_WRITERS.some((name) => program.startsWith(name) && place === join(folder, name));
  } catch {
    return false;
  }
}

/** Sends a signal to one process if it is still the same; to have gone meanwhile is no error. */
export function signal(target: ProcessRef, name: NodeJS.Signals): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Ends processes: SIGTERM, and SIGKILL for those that are still there after `graceMs`.
 *
 * @param find Asked again and again, so that a process born meanwhile is ended too.
 * @throws {Error} when a process is left even so.
 */
export async function endAll(find: () => ProcessRef[], graceMs: number): Promise<void> {
  for (const target of find()) signal(target, 'SIGTERM');
  const left = await until(() => find().length === 0, { what: 'processes to end', withinMs: graceMs })
    .then(() => false)
    .catch(() => true);
  if (!left) return;
  for (const target of find()) signal(target, 'SIGKILL');
  await until(() => find().length === 0, { what: 'killed processes to go', withinMs: 5000 });
}

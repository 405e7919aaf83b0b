import { rmSync } from 'node:fs';
import { slotOf } from '../house/slot.js';
import { endAll, isAlive, processesOf, signal, type ProcessRef } from '../os/processes.js';
import { until } from '../os/until.js';
import { findRunning, findState, removeState } from '../supervise/state.js';
import { dim, green, prefix, say } from './console.js';

/** MariaDB may write for a while before it ends; all parts together stay below this. */
const SUPERVISOR_MS = 75_000;
const GRACE_MS = 10_000;

/** Stops a stack; afterwards no process of it is left, whatever became of its supervisor. */
export async function down(slotNumber: number, { isQuiet = false } = {}): Promise<void> {
  const slot = slotOf(slotNumber);
  const running = findRunning(slot);
  if (running !== null) {
    signal(running.supervisor, 'SIGTERM');
    await untilSupervisorEnded(slotNumber, running.supervisor, isQuiet ? () => undefined : say);
  }
  const left = processesOf(slot.folder).length;
  if (left > 0) say(dim(`Ending ${left} processes without a supervisor.`));
  await endAll(() => processesOf(slot.folder), GRACE_MS);
  removeState(slot);
  rmSync(slot.supervisorFile, { force: true });
  if (isQuiet) return;
  const wasRunning = running !== null || left > 0;
  say(wasRunning ? green('Stopped; no process is left. The data stays.') : 'It was not running.');
}

async function untilSupervisorEnded(
  slotNumber: number,
  supervisor: ProcessRef,
  tell: (line: string) => void,
): Promise<void> {
  const slot = slotOf(slotNumber);
  const said = new Set<string>();
  const isOver = () => {
    for (const { name, state } of findState(slot)?.parts ?? []) {
      if (state !== 'stopped' || said.has(name)) continue;
      said.add(name);
      tell(`${prefix(name)} stopped`);
    }
    return !isAlive(supervisor);
  };
  const names = (findState(slot)?.parts ?? []).map(({ name }) => name);
  try {
    await until(isOver, { what: 'the supervisor to end', withinMs: SUPERVISOR_MS });
  } catch {
    tell(dim('The supervisor does not end; ending it and its parts.'));
    signal(supervisor, 'SIGKILL');
    await until(() => !isAlive(supervisor), { what: 'the killed supervisor to go', withinMs: 5000 });
    return;
  }
  // The last ones stop together with the supervisor, which takes its state along.
  for (const name of names.filter((name) => !said.has(name))) tell(`${prefix(name)} stopped`);
}

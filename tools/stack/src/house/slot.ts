import { join } from 'node:path';
import { portsOf, type PortTable } from './ports.js';
import { ROOT } from './root.js';

/** A stack's place: its folders and its ports. */
export interface Slot {
  readonly number: number;
  /** Everything of the slot lies here, and nothing of it elsewhere. */
  readonly folder: string;
  readonly logs: string;
  readonly secretsFile: string;
  /** What the running supervisor says about itself. */
  readonly stateFile: string;
  readonly supervisorFile: string;
  /** Exists once the demo data is in. */
  readonly seededFile: string;
  readonly ports: PortTable;
}

export function slotOf(number: number, root = ROOT): Slot {
  const folder = number === 0 ? join(root, '.data') : join(root, '.data', 'slots', String(number));
  return {
    number,
    folder,
    logs: join(folder, 'logs'),
    secretsFile: join(folder, 'secrets.json'),
    stateFile: join(folder, 'run', 'state.json'),
    supervisorFile: join(folder, 'run', 'supervisor.json'),
    seededFile: join(folder, 'mariadb', 'seeded'),
    ports: portsOf(number),
  };
}

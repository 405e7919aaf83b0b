import { readdirSync, readFileSync } from 'node:fs';
import { there } from './there.js';

const PROGRAM = 'openvidu/media-node/dist/main.js';

/** Whether the running Seodang's media node is a process of this machine, which can be killed. */
export const isMediaNodeHere = (): boolean => process.env['SERVER_PORT'] !== undefined;

/** Ends the media node as a crash does; who supervises it starts it again. */
export function killMediaNode(): void {
  process.kill(there(readdirSync('/proc').map(Number).find(isMediaNode), 'the media node'), 'SIGKILL');
}

function isMediaNode(pid: number): boolean {
  const port = `SERVER_PORT=${process.env['SERVER_PORT'] ?? ''}`;
  return (
    textsOf(pid, 'cmdline').some((word) => word.endsWith(PROGRAM)) && textsOf(pid, 'environ').includes(port)
  );
}

function textsOf(pid: number, file: 'cmdline' | 'environ'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

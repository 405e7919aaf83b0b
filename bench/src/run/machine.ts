import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** What a figure has to be read with. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly versions: Record<string, string>;
}

/** @param programs Name → arguments that make it tell its version on the first line. */
export function describeMachine(programs: Record<string, readonly string[]>): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 1024 / 1024),
    kernel: release(),
    node: process.version,
    versions: Object.fromEntries(Object.entries(programs).map(([name, args]) => [name, version(name, args)])),
  };
}

/** Over 1, 5 and 15 minutes: far above the number of cores, others were at work and the figures are worth less. */
export const loadAverages = () => loadavg().map((load) => Number(load.toFixed(2)));

function version(program: string, args: readonly string[]): string {
  // Janus tells its version and then ends as if it had failed.
  const { stdout } = spawnSync(program, [...args], { encoding: 'utf8', timeout: 10_000 });
  return stdout.split('\n')[0]?.trim() ?? '';
}

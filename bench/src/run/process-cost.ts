import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time that the threads of a process have used so far, in µs: the scheduler's own count in ns, which is
 * finer than the ticks of 10 ms in /proc/PID/stat. @see sched-stats(5), proc(5)
 */
export function cpuMicros(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanos = threads.map((thread) => Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]));
  return nanos.reduce((total, each) => total + each, 0) / 1000;
}

/** Resident memory of a process in KB. */
export function residentKB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1]);
}

/** A thread may end between being listed and being read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '0';
  }
}

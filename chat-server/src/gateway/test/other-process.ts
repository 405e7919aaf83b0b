import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE_BYTES = 4096;

/** A STOMP server in a process of its own. */
export class OtherProcess {
  readonly url: string;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, told: { url: string; port: number }) {
    this.#child = child;
    this.url = told.url;
    this.port = told.port;
  }

  static async start(): Promise<OtherProcess> {
    const file = fileURLToPath(new URL(`./server.process${import.meta.url.slice(-3)}`, import.meta.url));
    const child = fork(file, { execArgv: ['--expose-gc'] });
    const [told] = (await once(child, 'message')) as [{ url: string; port: number }];
    return new OtherProcess(child, told);
  }

  /** Resident memory in bytes. @see proc(5), /proc/pid/statm */
  get rss(): number {
    const [, pages = '0'] = readFileSync(`/proc/${this.#child.pid ?? 0}/statm`, 'utf8').split(' ');
    return Number(pages) * PAGE_BYTES;
  }

  publish(destination: string, body: string, times = 1): void {
    this.#child.send({ destination, body, times });
  }

  async stop(): Promise<void> {
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { janusConfig } from '../janus-config.js';
import { findJanusFolders } from '../janus-folders.js';
import { until } from '@seodang/testing/until';

export interface JanusAddress {
  readonly url: string;
  readonly adminUrl: string;
  readonly apiSecret: string;
  readonly adminSecret: string;
}

export interface JanusPorts {
  readonly api: number;
  readonly admin: number;
  readonly rtp: { readonly from: number; readonly to: number };
}

export const MEDIA_IP = process.env.MEDIA_IP ?? '127.0.0.100';
const RTP = { from: 26000, to: 26999 };

/** A Janus of our own in a folder that goes with it; it can be killed and started again. */
export class JanusProcess {
  readonly address: JanusAddress;
  readonly #folder: string;
  readonly #ports: JanusPorts;
  #child: ChildProcess | null = null;

  private constructor(folder: string, ports: JanusPorts) {
    this.#folder = folder;
    this.#ports = ports;
    this.address = {
      url: `ws://127.0.0.1:${ports.api}`,
      adminUrl: `ws://127.0.0.1:${ports.admin}`,
      apiSecret: 'test-api-secret',
      adminSecret: 'test-admin-secret',
    };
  }

  /** @param ports Free ones of a private range when not given, so that two runs of the tests do not meet. */
  static async start(ports?: JanusPorts, eventLoops = 2): Promise<JanusProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'seodang-janus-'));
    const janus = new JanusProcess(folder, ports ?? (await freePorts()));
    try {
      await janus.#configure(eventLoops);
      await janus.run();
    } catch (error) {
      await janus.stop();
      throw error;
    }
    return janus;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('Janus does not run.');
    return pid;
  }

  /** Starts the process and waits until both APIs answer. */
  async run(): Promise<void> {
    if (await listens(this.#ports.api)) throw new Error(`Port ${this.#ports.api} is taken.`);
    const child = spawn('janus', ['-F', this.#folder], { stdio: 'ignore' });
    this.#child = child;
    const ports = [this.#ports.api, this.#ports.admin];
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error('Janus ended at its start.');
        return (await Promise.all(ports.map(listens))).every(Boolean);
      },
      { what: 'Janus listens' },
    );
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #configure(eventLoops: number): Promise<void> {
    const { api, admin, rtp } = this.#ports;
    const files = janusConfig({
      configFolder: this.#folder,
      folders: findJanusFolders(),
      mediaIp: MEDIA_IP,
      rtpPorts: rtp,
      apiPort: api,
      adminPort: admin,
      apiSecret: this.address.apiSecret,
      adminSecret: this.address.adminSecret,
      eventLoops,
    });
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(this.#folder, name), content, { mode: 0o600 });
    }
  }
}

/** Begins at a place of its own in each process, as others may look at the same moment. */
async function freePorts(): Promise<JanusPorts> {
  const PAIRS = 50;
  for (let nth = 0; nth < PAIRS; nth++) {
    const api = 15188 + 2 * ((process.pid + nth) % PAIRS);
    const taken = await Promise.all([api, api + 1].map(listens));
    if (!taken.some(Boolean)) return { api, admin: api + 1, rtp: RTP };
  }
  throw new Error('All ports for a Janus of the tests are taken.');
}

/** The Janus that the environment names, or one of our own. */
export async function testJanus(): Promise<{ address: JanusAddress; stop(): Promise<void> }> {
  const { TEST_JANUS_URL, TEST_JANUS_ADMIN_URL, TEST_JANUS_API_SECRET, TEST_JANUS_ADMIN_SECRET } =
    process.env;
  if (!TEST_JANUS_URL || !TEST_JANUS_ADMIN_URL) {
    const janus = await JanusProcess.start();
    return { address: janus.address, stop: () => janus.stop() };
  }
  const address = {
    url: TEST_JANUS_URL,
    adminUrl: TEST_JANUS_ADMIN_URL,
    apiSecret: TEST_JANUS_API_SECRET ?? '',
    adminSecret: TEST_JANUS_ADMIN_SECRET ?? '',
  };
  return { address, stop: () => Promise.resolve() };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      end(true);
    });
    socket.once('error', () => {
      end(false);
    });
  });
}

import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepts } from '@seodang/testing/chat/stores';
import { ChildProgram } from '@seodang/testing/child-program';
import { StompSocket } from '@seodang/testing/stomp-socket';

const PORTS = { webStomp: 12_455, stomp: 12_456, amqp: 12_457, distribution: 12_458, names: 12_459 };
/** Debian's; the program itself, without the wrapper that runs it as the user of the service. */
const PROGRAM = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** Gone with the bench, however that ends. */
const WITH_US = ['setpriv', '--pdeathsig', 'KILL'];

export const RABBITMQ_MISSING =
  'Not measured beside RabbitMQ: rabbitmq-server is missing, apt-get install rabbitmq-server';

export const hasRabbitMq = () => existsSync(PROGRAM);

/** RabbitMQ with its web-STOMP plugin as it comes, in a folder and on ports of its own. It keeps nothing of what is said. */
export class RabbitMq {
  readonly #names: ChildProgram;
  readonly #server: ChildProgram;
  readonly #folder: string;

  private constructor(programs: { names: ChildProgram; server: ChildProgram }, folder: string) {
    this.#names = programs.names;
    this.#server = programs.server;
    this.#folder = folder;
  }

  static async open(): Promise<RabbitMq> {
    const folder = await mkdtemp(join(tmpdir(), 'seodang-bench-rabbitmq-'));
    await writeFile(join(folder, 'enabled_plugins'), '[rabbitmq_web_stomp].\n');
    await writeFile(join(folder, 'rabbitmq.conf'), SETTINGS);
    const env = environment(folder);
    const names = await ChildProgram.start({
      name: 'the names of Erlang',
      argv: [...WITH_US, 'epmd', '-port', String(PORTS.names), '-address', '127.0.0.1'],
      isReady: () => accepts(PORTS.names),
    });
    const server = await ChildProgram.start({
      ...{ name: 'RabbitMQ', argv: [...WITH_US, PROGRAM], env, cwd: folder },
      isReady: () => accepts(PORTS.webStomp),
    });
    return new RabbitMq({ names, server }, folder);
  }

  get pid(): number {
    return Number(readFileSync(join(this.#folder, 'pid'), 'utf8'));
  }

  connect(): Promise<StompSocket> {
    const headers = { host: '/', login: 'guest', passcode: 'guest', 'heart-beat': '0,0' };
    return StompSocket.connect(`ws://127.0.0.1:${PORTS.webStomp}/ws`, headers);
  }

  async close(): Promise<void> {
    await this.#server.end('SIGKILL');
    await this.#names.end('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const SETTINGS = `
listeners.tcp.default = 127.0.0.1:${PORTS.amqp}
stomp.listeners.tcp.default = 127.0.0.1:${PORTS.stomp}
web_stomp.tcp.ip = 127.0.0.1
web_stomp.tcp.port = ${PORTS.webStomp}
# Else it closes who says nothing for a minute, as most of those do who listen.
web_stomp.ws_opts.idle_timeout = 3600000
log.console = false
`;

function environment(folder: string): Record<string, string> {
  return {
    HOME: folder,
    ERL_EPMD_PORT: String(PORTS.names),
    RABBITMQ_NODENAME: 'seodang-bench@localhost',
    RABBITMQ_DIST_PORT: String(PORTS.distribution),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    // Else a shell stands in front of the program and hears its signals. There is nothing to be typed.
    RABBITMQ_ALLOW_INPUT: 'true',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-noinput -kernel inet_dist_use_interface {127,0,0,1}',
  };
}

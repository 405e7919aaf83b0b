import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

type State = 'whole' | 'cut' | 'silent';

/**
 * A network cable between a browser and the server: a TCP proxy on 127.0.0.1 that can be cut (connections break
 * at once, new ones are refused) or go silent (connections stay, no byte passes), and be mended.
 */
export class Cable {
  readonly #server: Server;
  readonly #far: { readonly host: string; readonly port: number };
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #state: State = 'whole';

  private constructor(far: { host: string; port: number }) {
    this.#far = far;
    this.#server = createServer((near) => {
      this.#plugIn(near);
    });
  }

  static async to(far: URL): Promise<Cable> {
    const cable = new Cable({
      host: far.hostname,
      port: Number(far.port || (/s:$/.test(far.protocol) ? 443 : 80)),
    });
    cable.#server.listen(0, '127.0.0.1');
    await once(cable.#server, 'listening');
    return cable;
  }

  /** `127.0.0.1:port`, the near end. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#state = 'cut';
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  silence(): void {
    this.#state = 'silent';
    for (const socket of [...this.#pairs].flat()) socket.pause();
  }

  /** Lets bytes pass again. What was sent while silent arrives now, as over a real network. */
  mend(): void {
    this.#state = 'whole';
    for (const socket of [...this.#pairs].flat()) socket.resume();
  }

  async pullOut(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #plugIn(near: Socket): void {
    if (this.#state === 'cut') {
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#far);
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => near.write(bytes));
    for (const [one, other] of [pair, [far, near]] as const) {
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
    if (this.#state === 'silent') this.silence();
  }
}

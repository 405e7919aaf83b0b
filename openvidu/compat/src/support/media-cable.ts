import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * The way media takes from one browser to the server: a UDP proxy for each candidate of the server, put in the
 * candidate's place inside the page. While blocked it drops every packet, as a broken network does.
 */
export class MediaCable {
  readonly #sockets = new Set<Socket>();
  blocked = false;
  /** Packets that came through so far, to tell a test that it blocks what it thinks it blocks. */
  passed = 0;
  /** Candidates met so far: one more when the SDK starts a new peer connection. */
  plugged = 0;

  /** Opens a proxy for one candidate of the server and says where its near end is. */
  async plug({ host, port }: Endpoint): Promise<Endpoint> {
    this.plugged++;
    const near = await this.#socket();
    const ways = new Map<string, Promise<Socket>>();
    near.on('message', (packet, browser) => {
      const key = `${browser.address}:${browser.port}`;
      const way = ways.get(key) ?? this.#wayBack(near, browser, { host, port });
      ways.set(key, way);
      void way.then((far) => {
        this.#pass(() => {
          far.send(packet);
        });
      });
    });
    return { host: '127.0.0.1', port: near.address().port };
  }

  async pullOut(): Promise<void> {
    const closed = [...this.#sockets].map((socket) => once(socket, 'close'));
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
    await Promise.all(closed);
  }

  async #wayBack(near: Socket, browser: RemoteInfo, server: Endpoint): Promise<Socket> {
    const far = await this.#socket();
    far.connect(server.port, server.host);
    await once(far, 'connect');
    far.on('message', (packet) => {
      this.#pass(() => {
        near.send(packet, browser.port, browser.address);
      });
    });
    return far;
  }

  #pass(send: () => void): void {
    if (this.blocked) return;
    this.passed++;
    try {
      send();
    } catch {
      // A packet for a socket that was closed a moment ago is a lost packet.
    }
  }

  async #socket(): Promise<Socket> {
    const socket = createSocket('udp4');
    socket.on('error', () => undefined);
    socket.bind(0);
    await once(socket, 'listening');
    this.#sockets.add(socket);
    return socket;
  }
}

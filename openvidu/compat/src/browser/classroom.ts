import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { launchChromium } from '@seodang/testing/chromium';
import type { Browser } from 'playwright-core';
import type { ConnectionProperties, Session } from 'openvidu-node-client';
import { dirname, join } from 'node:path';
import { Cable } from '../support/cable.js';
import { MediaCable } from '../support/media-cable.js';
import { Person } from './person.js';
import type { Wiring } from './person.js';
import type { ConnectOptions } from './seat.js';
import { closeSessions } from '../support/rest.js';
import { target } from '../support/target.js';

const TITLE = 'compat';
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<title>${TITLE}</title><script src="/openvidu-browser.js"></script><body></body></html>`;

const TAB_CAPTURE = ['--auto-accept-this-tab-capture', `--auto-select-tab-capture-source-by-title=${TITLE}`];

export interface Joining extends Wiring {
  readonly connection?: ConnectionProperties;
  readonly options?: ConnectOptions;
}

/** The SDK file as it lies in the npm package, served untouched. */
function sdkFile(): string {
  const main = createRequire(import.meta.url).resolve('openvidu-browser');
  return join(dirname(main), '..', 'static', 'js', 'openvidu-browser-2.32.2.min.js');
}

/** A real Chromium with fake devices and the page that loads the unmodified openvidu-browser. */
export class Classroom {
  readonly #people: Person[] = [];
  readonly #cables: (Cable | MediaCable)[] = [];

  private constructor(
    readonly browser: Browser,
    readonly server: Server,
  ) {}

  static async open(): Promise<Classroom> {
    const server = createServer((request, response) => {
      if (request.url === '/openvidu-browser.js') {
        response.setHeader('content-type', 'text/javascript; charset=utf-8');
        createReadStream(sdkFile()).pipe(response);
        return;
      }
      response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const browser = await launchChromium(TAB_CAPTURE);
    return new Classroom(browser, server);
  }

  /** Somebody with a browser profile and a page of their own and, if wanted, a network of their own. */
  async person(name: string, wiring: Wiring = {}): Promise<Person> {
    const { port } = this.server.address() as AddressInfo;
    const context = await this.browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width: 640, height: 480 },
    });
    await context.grantPermissions(['camera', 'microphone']);
    const person = await Person.enter(context, { name, origin: `http://localhost:${port}`, ...wiring });
    this.#people.push(person);
    return person;
  }

  /** Somebody who enters the session with a connection made for them. */
  async join(
    session: Session,
    name: string,
    { connection = {}, options = {}, ...wiring }: Joining = {},
  ): Promise<Person> {
    const [person, { token }] = await Promise.all([
      this.person(name, wiring),
      session.createConnection(connection),
    ]);
    await person.connect(token, options);
    return person;
  }

  /** A network for one person's signalling, whole until it is cut or silenced. */
  async cable(): Promise<Cable> {
    const cable = await Cable.to(new URL(target.url));
    this.#cables.push(cable);
    return cable;
  }

  mediaCable(): MediaCable {
    const cable = new MediaCable();
    this.#cables.push(cable);
    return cable;
  }

  /** Closes everybody's page and every cable; for the end of a test. */
  async empty(): Promise<void> {
    await Promise.all(this.#people.splice(0).map((person) => person.close()));
    for (const cable of this.#cables.splice(0)) await cable.pullOut();
  }

  async close(): Promise<void> {
    await this.empty();
    await this.browser.close();
    this.server.close();
  }
}

/** A classroom for the tests of one `describe`: emptied after each of them, its sessions closed. */
export function useClassroom(): { readonly classroom: Classroom } {
  let classroom: Classroom | undefined;
  before(async () => {
    classroom = await Classroom.open();
  });
  afterEach(async () => {
    await classroom?.empty();
    await closeSessions();
  });
  after(() => classroom?.close());
  return {
    get classroom() {
      if (!classroom) throw new Error('the classroom opens before the first test');
      return classroom;
    },
  };
}

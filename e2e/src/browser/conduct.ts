import type { ConsoleMessage, Page, Request } from 'playwright-core';
import { target } from '../support/target.js';

/**
 * When a ping of openvidu-browser is under way as a lesson ends, it goes unanswered, and the library knocks once more at a
 * session that is over. With a recorded lesson that is when its film begins to be composed, and all is slow.
 */
export const LAST_PING: readonly RegExp[] = [
  /Request has timed out in Request: method:ping/,
  /reconnection error/,
  /Invalid RPC sessionId/,
];

/** What no page may do, whatever the story: errors on the console, broken policy, words with strangers. */
export class Conduct {
  readonly #offences: string[] = [];
  readonly #underWay: Promise<void>[] = [];
  readonly #excused: RegExp[] = [
    // A sign of life that crosses the end of the lesson is answered by 409, which the browser writes down.
    / 409 .*\/presence\)/,
    // Camera and screen leave together; openvidu-browser wonders when one hears that the other has gone.
    /Remote connection con_\w+ unknown when 'onParticipantLeft'. Existing remote connections: \{\}/,
  ];

  static async watch(page: Page): Promise<Conduct> {
    const conduct = new Conduct();
    page.on('console', (message) => {
      if (message.type() === 'error') conduct.#underWay.push(conduct.#read(message));
    });
    page.on('pageerror', (error) => {
      conduct.#note(`page error: ${error.stack ?? error.message}`);
    });
    page.on('request', (request) => {
      conduct.#judge(request);
    });
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).host !== new URL(target.origin).host)
        conduct.#note(`socket to ${socket.url()}`);
    });
    await page.exposeBinding('tellOfViolation', (_source, text: string) => {
      conduct.#note(`content security policy: ${text}`);
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        window.tellOfViolation(`${violatedDirective} ${blockedURI}`);
      });
    });
    return conduct;
  }

  /** For stories that break something on purpose: this is what may be said about it. */
  excuse(...patterns: readonly RegExp[]): void {
    this.#excused.push(...patterns);
  }

  /** What happened so far that nobody excused. */
  async offences(): Promise<string[]> {
    await Promise.all(this.#underWay);
    return this.#offences.filter((offence) => !this.#excused.some((pattern) => pattern.test(offence)));
  }

  /** An error object shows only its class as text: what it says has to be asked for. */
  async #read(message: ConsoleMessage): Promise<void> {
    const details = message.args().map((argument) => argument.evaluate(toText).catch(() => ''));
    const said = [message.text(), ...(await Promise.all(details))].filter(Boolean).join(' ');
    this.#note(`console: ${said} (${message.location().url})`);
  }

  #judge(request: Request): void {
    const { protocol, origin } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && origin !== target.origin)
      this.#note(`request to ${request.url()}`);
  }

  #note(offence: string): void {
    this.#offences.push(offence.slice(0, 600));
  }
}

function toText(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('message' in value)) return '';
  const { name = '', message, stack = '' } = value as Partial<Error>;
  return `${name}: ${message ?? ''} ${stack}`;
}

declare global {
  interface Window {
    tellOfViolation(text: string): void;
  }
}

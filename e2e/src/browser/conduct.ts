import type { Page, Request } from 'playwright-core';
import { target } from '../support/target.js';

/** What no page may do, whatever the story: errors on the console, broken policy, words with strangers. */
export class Conduct {
  readonly #offences: string[] = [];
  /** A sign of life that crosses the end of the lesson is answered by 409, which the browser writes down. */
  readonly #excused: RegExp[] = [/ 409 .*\/presence\)/];

  static async watch(page: Page): Promise<Conduct> {
    const conduct = new Conduct();
    page.on('console', (message) => {
      if (message.type() === 'error') conduct.#note(`console: ${message.text()} (${message.location().url})`);
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

  get offences(): readonly string[] {
    return this.#offences.filter((offence) => !this.#excused.some((pattern) => pattern.test(offence)));
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

declare global {
  interface Window {
    tellOfViolation(text: string): void;
  }
}

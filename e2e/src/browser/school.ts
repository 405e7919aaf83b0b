import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { launchChromium } from '@seodang/testing/chromium';
import { clockDevices } from '@seodang/testing/clock/browser';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { Account } from '../support/people.js';
import { target } from '../support/target.js';
import { there } from '../support/there.js';
import { ForwardProxy } from './forward-proxy.js';
import { dressUp } from '../tour/dress-up.page.js';
import { Visitor } from './visitor.js';

export interface Equipment {
  readonly relayOnly?: boolean;
  /** Camera and microphone show and sound the time of day as this person (0 to 7); a shared screen as person + 8. */
  readonly clock?: number;
  /** A network of their own that the story can break, and may lead to another port than the public one. */
  readonly ownNetwork?: boolean | { readonly to: number };
  readonly context?: BrowserContextOptions;
}

export interface Furnishing {
  /** Files to take for cameras, by e-mail address; who has none gets Chromium's test picture. */
  readonly cameras?: ReadonlyMap<string, string>;
}

/** Chromium, in which everybody of a story has a profile of their own. */
export class School {
  readonly #visitors: Visitor[] = [];
  readonly #cameras: ReadonlyMap<string, string>;
  /** A camera belongs to a whole browser: who has one has a browser too. */
  readonly #browsers = new Map<string, Promise<Browser>>();

  private constructor(
    readonly browser: Browser,
    { cameras = new Map() }: Furnishing,
  ) {
    this.#cameras = cameras;
  }

  static async open(furnishing: Furnishing = {}): Promise<School> {
    return new School(await launchChromium(), furnishing);
  }

  async visitor(
    account: Account,
    { relayOnly = false, ownNetwork = false, clock, context = {} }: Equipment = {},
  ): Promise<Visitor> {
    const network = await networkFor(ownNetwork);
    const browser = await this.#browserOf(account);
    const profile = await browser.newContext({
      locale: account.language === 'ko' ? 'ko-KR' : 'en-US',
      timezoneId: 'Asia/Seoul',
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...(network ? { proxy: { server: network.url, bypass: '<-loopback>' } } : {}),
      ...context,
    });
    await profile.grantPermissions(['camera', 'microphone'], { origin: target.origin });
    // esbuild marks the names of functions with a helper that the page doesn't have.
    await profile.addInitScript('globalThis.__name = (target) => target');
    if (clock !== undefined) await profile.addInitScript({ content: clockDevices({ person: clock }) });
    if (this.#cameras.has(account.email)) await profile.addInitScript(dressUp);
    const visitor = await Visitor.arrive(profile, { account, relayOnly, network });
    this.#visitors.push(visitor);
    return visitor;
  }

  /** Keeps what everybody's window showed at the end of a story that failed. */
  async photograph(story: string): Promise<void> {
    const folder = fileURLToPath(new URL('../../../artifacts/e2e/', import.meta.url));
    const name = story.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80);
    await mkdir(folder, { recursive: true });
    const shots = this.#visitors.map(async (visitor) => {
      if (visitor.page.isClosed()) return;
      await visitor.page.screenshot({ path: join(folder, `${name} (${visitor.name}).png`) });
      const offences = await visitor.conduct.offences();
      await writeFile(
        join(folder, `${name} (${visitor.name}).txt`),
        [visitor.page.url(), ...offences].join('\n'),
      );
    });
    await Promise.allSettled(shots);
  }

  /** @throws {AssertionError} if a page of anybody did what no page may do */
  async assertGoodConduct(): Promise<void> {
    const offences = await Promise.all(
      this.#visitors.map(async ({ name, conduct }) =>
        (await conduct.offences()).map((offence) => `${name}: ${offence}`),
      ),
    );
    expect(offences.flat(), 'what pages did that they may not').to.deep.equal([]);
  }

  /** Sends everybody home. */
  async empty(): Promise<void> {
    await Promise.all(this.#visitors.splice(0).map((visitor) => visitor.goHome()));
  }

  async close(): Promise<void> {
    const browsers = [this.browser, ...(await Promise.all(this.#browsers.values()))];
    await Promise.all(browsers.map((browser) => browser.close()));
  }

  #browserOf({ email }: Account): Promise<Browser> {
    const camera = this.#cameras.get(email);
    if (camera === undefined) return Promise.resolve(this.browser);
    const known =
      this.#browsers.get(email) ?? launchChromium([`--use-file-for-fake-video-capture=${camera}`]);
    this.#browsers.set(email, known);
    return known;
  }
}

async function networkFor(own: NonNullable<Equipment['ownNetwork']>): Promise<ForwardProxy | null> {
  if (own === false) return null;
  return ForwardProxy.open(own === true ? null : own.to);
}

/** Tells one story in a school. Whatever the story, at its end nobody's page has misbehaved. */
export type Story = (title: string, tell: (school: School) => Promise<void>) => void;

/** Opens a school for the stories of one `describe`; each of them finds it empty. */
export function useSchool(): { readonly story: Story } {
  let opened: School | undefined;
  before(async () => {
    opened = await School.open();
  });
  after(() => opened?.close());

  const story: Story = (title, tell) => {
    it(title, async () => {
      const school = there(opened, 'the school');
      try {
        await tell(school);
        await school.assertGoodConduct();
      } catch (error) {
        await school.photograph(title);
        throw error;
      } finally {
        await school.empty();
      }
    });
  };
  return { story };
}

import { expect } from 'chai';
import fc from 'fast-check';
import type { FakeBrowser } from '../test/fake-browser.js';
import { NodeUnderTest } from '../test/node-under-test.js';
import { until } from '@seodang/testing/until';

type Act = 'join' | 'publish' | 'unpublish' | 'leave' | 'drop' | 'put-out' | 'settle';

interface Step {
  readonly act: Act;
  readonly who: number;
}

const steps = fc.array(
  fc.record<Step>({
    act: fc.constantFrom<Act>(
      'join',
      'join',
      'publish',
      'publish',
      'unpublish',
      'leave',
      'drop',
      'put-out',
      'settle',
    ),
    who: fc.nat(5),
  }),
  { minLength: 5, maxLength: 40 },
);

/** Plays the steps, each begun without waiting for those before it unless one says to settle. */
class Play {
  readonly browsers: FakeBrowser[] = [];
  #underWay: Promise<unknown>[] = [];
  readonly #acts = new Map<FakeBrowser, Promise<unknown>[]>();

  constructor(
    private readonly node: NodeUnderTest,
    private readonly session: string,
  ) {}

  async run(all: readonly Step[]): Promise<void> {
    for (const step of all) {
      if (step.act === 'settle') await this.settle();
      else this.#underWay.push(this.#begin(step).catch(() => undefined));
    }
    await this.settle();
  }

  async settle(): Promise<void> {
    await Promise.all(this.#underWay);
    this.#underWay = [];
  }

  async #begin({ act, who }: Step): Promise<unknown> {
    if (act === 'join') {
      this.browsers.push(await this.node.join(this.session));
      return;
    }
    const browser = this.browsers[who % Math.max(1, this.browsers.length)];
    if (!browser || browser.evictedFor) return;
    if (act === 'leave' || act === 'put-out') {
      this.browsers.splice(this.browsers.indexOf(browser), 1);
      // What is said over a socket that is just breaking is not heard: a good-bye has to wait.
      await Promise.allSettled(this.#of(browser));
      return act === 'leave' ? browser.leave() : this.#putOut(browser);
    }
    const done = this.#change(browser, act).catch(() => undefined);
    this.#of(browser).push(done);
    return done;
  }

  #change(browser: FakeBrowser, act: Act): Promise<unknown> {
    if (act === 'publish') return browser.publish();
    return act === 'drop' ? browser.reconnect() : browser.request('unpublishVideo', {});
  }

  #putOut(browser: FakeBrowser): Promise<unknown> {
    return this.node.rest('DELETE', `/sessions/${this.session}/connection/${browser.id}`);
  }

  #of(browser: FakeBrowser): Promise<unknown>[] {
    const acts = this.#acts.get(browser) ?? [];
    this.#acts.set(browser, acts);
    return acts;
  }
}

describe('what clients know', () => {
  let node: NodeUnderTest;
  let count = 0;

  before(async () => {
    node = await NodeUnderTest.start();
  });
  after(() => node.stop());

  /** Connection id → stream id, as REST tells it. */
  const truth = async (session: string): Promise<Map<string, string | null>> => {
    const { body } = await node.rest('GET', `/sessions/${session}/connection?pendingConnections=false`);
    const { content } = body as {
      content: { connectionId: string; publishers: { streamId: string }[] }[];
    };
    return new Map(
      content.map(({ connectionId, publishers }) => [connectionId, publishers[0]?.streamId ?? null]),
    );
  };

  it('is the truth, in whatever order people join, publish, drop and leave', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        count += 1;
        const session = await node.session(`roster-${count}`);
        const anchor = await node.join(session);
        const play = new Play(node, session);
        await play.run(all);
        const present = [anchor, ...play.browsers];
        await anchor.request('sendMessage', { message: '{"to":[],"data":"end","type":"signal:end"}' });
        const known = await truth(session);
        expect([...known.keys()].sort()).to.deep.equal(present.map(({ id }) => id).sort());
        for (const browser of present) {
          await until(() => browser.heard.some(({ params }) => params.data === 'end'), {
            what: 'all is heard',
          });
          const roster = [...browser.roster].map(([id, { streamId }]) => [id, streamId] as const);
          const others = [...known].filter(([id]) => id !== browser.id);
          expect(new Map(roster)).to.deep.equal(new Map(others));
          expect(browser.mistakes).to.deep.equal([]);
        }
        for (const browser of present) browser.close();
      }),
      { numRuns: 40, seed: 20_261_121 },
    );
  });
});

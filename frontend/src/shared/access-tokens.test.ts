import type { AuthSession } from '@seodang/contracts/identity';
import { expect } from 'chai';
import { aSession } from '../../test/factories.js';
import { AccessTokens } from './access-tokens.js';
import { ApiError } from './errors.js';

const session = (accessToken: string): AuthSession => ({ ...aSession(), accessToken });

/** A server whose refresh cookie rotates, and the tabs of one browser that share it and a lock. */
function browser(answer: (use: number) => Response) {
  let uses = 0;
  let turn = Promise.resolve();
  const listeners: ((event: MessageEvent) => void)[] = [];
  const openTab = () => {
    const mine: ((event: MessageEvent) => void)[] = [];
    const tab = new AccessTokens({
      fetch: () => {
        uses += 1;
        return Promise.resolve(answer(uses));
      },
      exclusively: (work) => (turn = turn.then(work, work)),
      channel: {
        postMessage: (data: unknown) => {
          for (const hear of listeners) if (!mine.includes(hear)) hear({ data } as MessageEvent);
        },
        addEventListener: (_type: string, hear: unknown) => {
          mine.push(hear as never);
          listeners.push(hear as never);
        },
      },
    });
    return tab;
  };
  return { openTab, uses: () => uses };
}

const fresh = (use: number) => new Response(JSON.stringify(session(`token-${use}`)), { status: 200 });
const refused = () => new Response('{}', { status: 401 });

describe('AccessTokens', () => {
  it('renews once for all who ask at the same time', async () => {
    const { openTab, uses } = browser(fresh);
    const tab = openTab();
    expect(await Promise.all([tab.renew(null), tab.renew(null), tab.renew(null)])).to.deep.equal(
      Array(3).fill('token-1'),
    );
    expect(uses()).to.equal(1);
  });

  it('uses the cookie once for several tabs', async () => {
    const { openTab, uses } = browser(fresh);
    const [one, two] = [openTab(), openTab()];
    expect(await Promise.all([one.renew(null), two.renew(null)])).to.deep.equal(['token-1', 'token-1']);
    expect(uses()).to.equal(1);
  });

  it('does not renew what another tab has renewed meanwhile', async () => {
    const { openTab, uses } = browser(fresh);
    const [one, two] = [openTab(), openTab()];
    await one.renew(null);
    await two.renew('token-1');
    expect(await one.renew('token-1')).to.equal('token-2');
    expect(uses()).to.equal(2);
  });

  it('is signed out when the cookie is refused, in every tab', async () => {
    const { openTab } = browser((use) => (use === 1 ? fresh(use) : refused()));
    const [one, two] = [openTab(), openTab()];
    await one.renew(null);
    const heard: (AuthSession | null)[] = [];
    two.onChange((held) => heard.push(held));
    expect(await one.renew('token-1')).to.equal(null);
    expect(two.current()).to.equal(null);
    expect(heard).to.deep.equal([null]);
  });

  it('is signed out when there is no cookie', async () => {
    const { openTab } = browser(() => new Response(null, { status: 204 }));
    expect(await openTab().renew(null)).to.equal(null);
  });

  it('keeps the session when the server does not answer', async () => {
    const { openTab } = browser((use) => (use === 1 ? fresh(use) : new Response('', { status: 503 })));
    const tab = openTab();
    await tab.renew(null);
    const error: unknown = await tab.renew('token-1').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ApiError);
    expect(tab.current()).to.equal('token-1');
  });
});

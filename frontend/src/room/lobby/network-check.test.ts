import { expect } from 'chai';
import { effectScope } from 'vue';
import { useNetworkCheck, type NetworkCheckDeps } from './useNetworkCheck.js';

/** Lets each answer take so many milliseconds of a clock of its own. */
async function found(tookMs: readonly number[], more: Partial<NetworkCheckDeps> = {}) {
  const left = [...tookMs];
  let nowMs = 0;
  const scope = effectScope();
  const network = scope.run(() =>
    useNetworkCheck({
      ask: () => {
        nowMs += left.shift() ?? 0;
        return Promise.resolve();
      },
      reachesSocket: () => Promise.resolve(true),
      now: () => nowMs,
      ...more,
    }),
  );
  if (network === undefined) throw new Error('the scope is over');
  await network.check();
  scope.stop();
  return network.finding.value;
}

describe('useNetworkCheck', () => {
  it('takes the quickest of several for the way', async () => {
    expect(await found([900, 80, 60, 70])).to.deep.equal({ kind: 'reached', rttMs: 60 });
  });

  it('tells an API that is away from a socket that is blocked', async () => {
    const away = { ask: () => Promise.reject(new Error('offline')) };
    expect(await found([], away)).to.deep.equal({ kind: 'no-api' });
    const blocked = { reachesSocket: () => Promise.resolve(false) };
    expect(await found([50, 50, 50, 50], blocked)).to.deep.equal({ kind: 'no-socket' });
  });
});

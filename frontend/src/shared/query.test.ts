import { onlineManager } from '@tanstack/vue-query';
import { expect } from 'chai';
import { aSession } from '../../test/factories.js';
import { accessTokens } from './access-tokens.js';
import { queryClient } from './query.js';

describe('what the server told', () => {
  const remember = () => queryClient.setQueryData(['my-lessons', 'now'], 'of this person');
  const remembered = () => queryClient.getQueryData(['my-lessons', 'now']);

  afterEach(() => {
    accessTokens.set(null);
    queryClient.clear();
  });

  it('outlives a renewed token', () => {
    accessTokens.set(aSession());
    remember();
    accessTokens.set({ ...aSession(), accessToken: 'renewed' });
    expect(remembered()).to.equal('of this person');
  });

  it('is forgotten when somebody else signs in at this browser', () => {
    accessTokens.set(aSession());
    remember();
    const { user, ...session } = aSession();
    accessTokens.set({
      ...session,
      user: { ...user, id: '01932f00-0000-7000-8000-000000000002' as typeof user.id },
    });
    expect(remembered()).to.equal(undefined);
  });

  it('is forgotten when one signs out', () => {
    accessTokens.set(aSession());
    remember();
    accessTokens.set(null);
    expect(remembered()).to.equal(undefined);
  });
});

describe('what one does', () => {
  afterEach(() => {
    onlineManager.setOnline(true);
    queryClient.clear();
  });

  it('is tried at once also without a network, and never later unasked', async () => {
    onlineManager.setOnline(false);
    let tries = 0;
    const deed = queryClient.getMutationCache().build(queryClient, {
      mutationFn: () => Promise.resolve((tries += 1)),
    });
    await deed.execute(undefined);
    expect(tries).to.equal(1);
  });
});

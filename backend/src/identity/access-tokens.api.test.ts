import { createPublicKey, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { importJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { newTokenKey, ORIGIN, testConfig, useApi } from '../../test/api.js';
import { makeUser } from '../../test/factories.js';
import { systemNow } from '@seodang/server-kit/clock';
import type { PrivateJwk } from '../platform/config.js';
import { AccessTokens } from './access-tokens.js';

interface Forgery {
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly header?: Record<string, unknown>;
  readonly claims?: JWTPayload;
}

describe('access tokens', () => {
  const tokenKey = newTokenKey();
  const api = useApi(() => ({ ACCESS_TOKEN_KEY: tokenKey }));
  const jwk = JSON.parse(tokenKey) as PrivateJwk;

  async function genuine() {
    const user = await makeUser();
    const client = api.browser();
    const { accessToken } = await client.signIn(user.email);
    const [header, claims] = accessToken.split('.').slice(0, 2).map(decode) as [
      Record<string, unknown>,
      JWTPayload,
    ];
    return { user, accessToken, header, claims };
  }

  const decode = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

  async function statusOf(accessToken: string): Promise<number> {
    return (await Object.assign(api.browser(), { accessToken }).call('GET', '/api/me')).status;
  }

  async function forge(
    { key, header, claims }: Forgery,
    real: Awaited<ReturnType<typeof genuine>>,
  ): Promise<string> {
    const protectedHeader = { ...real.header, ...header } as { alg: string };
    const signWith = key ?? (await importJWK({ ...jwk, kid: 'any' }, 'EdDSA'));
    return new SignJWT({ ...real.claims, ...claims }).setProtectedHeader(protectedHeader).sign(signWith);
  }

  it('are let in as they were made, and a copy signed with our key as well', async () => {
    const real = await genuine();
    expect(await statusOf(real.accessToken)).to.equal(200);
    expect(await statusOf(await forge({}, real))).to.equal(200);
  });

  it('are refused when anything about them is wrong', async () => {
    const real = await genuine();
    const seconds = Math.floor(api.clock.now().getTime() / 1000);
    const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const asSecret = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    const stranger = await importJWK(JSON.parse(newTokenKey()) as PrivateJwk as never, 'EdDSA');
    const forgeries: Record<string, Forgery> = {
      'HS256 with our public key as the secret': { key: asSecret, header: { alg: 'HS256' } },
      'a stranger’s key under our id': { key: stranger },
      'a key id that is a path': { header: { kid: '../../etc/passwd' } },
      'a key id that is SQL': { header: { kid: "' OR 1=1 --" } },
      'a key id that is an address': {
        header: { kid: 'https://evil.example/jwks.json', jku: 'https://evil.example' },
      },
      'another issuer': { claims: { iss: 'https://evil.example' } },
      'another audience': { claims: { aud: 'seodang-chat' } },
      'no audience': { claims: { aud: undefined as never } },
      'another type': { header: { typ: 'JWT' } },
      'past its end by more than the skew': { claims: { exp: seconds - 61 } },
      'no end': { claims: { exp: undefined as never } },
      'not valid yet': { claims: { nbf: seconds + 61 } },
      'an invented sign-in': { claims: { sid: randomUUID() } },
      'another user on the same sign-in': { claims: { sub: (await makeUser()).id } },
      'a subject that is no id': { claims: { sub: "x' OR '1'='1" } },
    };
    for (const [what, forgery] of Object.entries(forgeries)) {
      expect(await statusOf(await forge(forgery, real)), what).to.equal(401);
    }
    expect(await statusOf(await forge({ claims: { exp: seconds - 59 } }, real)), 'within the skew').to.equal(
      200,
    );
  });

  it('are refused unsigned, cut short, edited, or in another’s place', async () => {
    const { accessToken, claims } = await genuine();
    const [header, body, signature] = accessToken.split('.') as [string, string, string];
    const edited = Buffer.from(JSON.stringify({ ...claims, roles: ['operator'] })).toString('base64url');
    const wrong = [
      new UnsecuredJWT(claims).encode(),
      `${header}.${body}.`,
      `${header}.${edited}.${signature}`,
      accessToken.slice(0, -2),
      'A'.repeat(43),
      '..',
      `${accessToken} ${accessToken}`,
    ];
    for (const token of wrong) expect(await statusOf(token), token).to.equal(401);
    const inQuery = await api.browser().call('GET', `/api/me?access_token=${accessToken}`);
    expect(inQuery.status).to.equal(401);
    const basic = await api
      .browser()
      .call('GET', '/api/me', { headers: { Authorization: `Basic ${accessToken}` } });
    expect(basic.status).to.equal(401);
  });

  it('end after ten minutes', async () => {
    const { accessToken } = await genuine();
    api.clock.forward({ min: 11, ms: 1 });
    const client = Object.assign(api.browser(), { accessToken });
    expect(await client.refused('GET', '/api/me')).to.include({ status: 401, code: 'auth.expired' });
  });

  it('take the roles of now, whatever the token says', async () => {
    const real = await genuine();
    const token = await forge({ claims: { roles: ['operator', 'instructor'] } }, real);
    const me = await Object.assign(api.browser(), { accessToken: token }).me.get();
    expect(me.roles).to.deep.equal(['student']);
  });

  it('can be checked by our other services with the public keys alone', async () => {
    const response = await fetch(`${api.baseUrl}/internal/jwks.json`);
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] };
    expect(keys).to.have.length(1);
    expect(keys[0]).to.have.all.keys('kty', 'crv', 'x', 'kid', 'alg', 'use');
  });
});

describe('a change of the access token key', () => {
  const claims = { sub: randomUUID() as never, roles: [], sid: randomUUID() };
  const [oldKey, newKey] = [newTokenKey(), newTokenKey()];
  const withKeys = (keys: string) =>
    AccessTokens.create({
      keys: testConfig({ DATABASE_URL: 'mysql://a/b', REDIS_URL: 'redis://a', ACCESS_TOKEN_KEY: keys })
        .accessTokenKeys,
      issuer: ORIGIN,
      now: systemNow,
    });

  it('lets old tokens through while the old key is in the set, and no longer', async () => {
    const before = await withKeys(oldKey);
    const during = await withKeys(`{"keys": [${newKey}, ${oldKey}]}`);
    const afterwards = await withKeys(newKey);
    const { accessToken } = await before.issue(claims);
    expect(await during.read(accessToken)).to.deep.include(claims);
    expect(await afterwards.read((await during.issue(claims)).accessToken)).to.deep.include(claims);
    const refusal = await afterwards.read(accessToken).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refusal).to.include({ code: 'auth.required' });
  });
});

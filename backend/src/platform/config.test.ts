import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { ConfigError } from '@seodang/server-kit/environment';
import { readConfig } from './config.js';

const key = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const good = {
  DATABASE_URL: 'mysql://user:password@127.0.0.1:3306/seodang',
  REDIS_URL: 'redis://127.0.0.1:6379',
  OPENVIDU_URL: 'http://127.0.0.1:10443',
  OPENVIDU_SECRET: 's'.repeat(32),
  WEBHOOK_SECRETS: `${'a'.repeat(32)}, ${'b'.repeat(32)}`,
  INTERNAL_SECRET: 'i'.repeat(32),
  PUBLIC_ORIGIN: 'https://seodang.example',
  ACCESS_TOKEN_KEY: JSON.stringify(key()),
};

function mistakesIn(change: Record<string, string>): string {
  try {
    readConfig({ ...good, ...change });
    return '';
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    return (error as Error).message;
  }
}

describe('readConfig', () => {
  it('fills in what may be left out', () => {
    expect(readConfig(good)).to.deep.include({
      apiHost: '127.0.0.1',
      apiPort: 10_300,
      workerPort: 10_301,
      trustedProxies: 1,
      logLevel: 'info',
      webhookSecrets: ['a'.repeat(32), 'b'.repeat(32)],
      smtpUrl: null,
      mailFrom: { name: 'Seodang', address: 'no-reply@localhost.localdomain' },
    });
  });

  it('takes a name with the address of mails, and nothing for not set', () => {
    const senderOf = (MAIL_FROM: string) => readConfig({ ...good, MAIL_FROM }).mailFrom;
    expect(senderOf('서당 <no-reply@school.example>')).to.deep.equal({
      name: '서당',
      address: 'no-reply@school.example',
    });
    expect(senderOf('no-reply@school.example').name).to.equal('Seodang');
    expect(senderOf('').address).to.equal('no-reply@localhost.localdomain');
    expect(readConfig({ ...good, SMTP_URL: '' }).smtpUrl).to.equal(null);
    expect(readConfig({ ...good, SMTP_URL: 'smtps://me:pass@mail.example' }).smtpUrl).to.include(
      'mail.example',
    );
  });

  it('takes one key, or a set whose first key signs', () => {
    const [first, second] = [key(), key()];
    const keysOf = (text: object) =>
      readConfig({ ...good, ACCESS_TOKEN_KEY: JSON.stringify(text) }).accessTokenKeys.map(({ x }) => x);
    expect(keysOf(first)).to.deep.equal([first.x]);
    expect(keysOf({ keys: [first, second] })).to.deep.equal([first.x, second.x]);
  });

  const wrong: Record<string, string[]> = {
    SMTP_URL: ['mail.example', 'http://mail.example'],
    MAIL_FROM: ['nobody', 'a@b', 'A <x@school.example', 'A\r\nBcc: <x@school.example>'],
    DATABASE_URL: ['', 'mysql', 'postgres://a/b'],
    PUBLIC_ORIGIN: [
      'seodang.example',
      'https://seodang.example/',
      'ftp://seodang.example',
      'https://a.example/x',
    ],
    OPENVIDU_SECRET: ['MY_SECRET', `CHANGE_ME${'x'.repeat(40)}`],
    WEBHOOK_SECRETS: ['', `${'a'.repeat(32)},short`],
    INTERNAL_SECRET: ['', 'short'],
    ACCESS_TOKEN_KEY: ['{', '{}', '{"keys":[]}', '{"kty":"oct","k":"abc"}'],
    TRUSTED_PROXIES: ['-1', 'yes', '1.5'],
    API_PORT: ['0', '65536', 'http'],
    LOG_LEVEL: ['loud'],
  };
  for (const [name, values] of Object.entries(wrong)) {
    it(`refuses a wrong ${name}, by name`, () => {
      for (const value of values)
        expect(mistakesIn({ [name]: value }), value).to.match(new RegExp(`^ {2}${name}`, 'm'));
    });
  }
});

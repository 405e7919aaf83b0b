import { expect } from 'chai';
import { ConfigError } from '@seodang/server-kit/environment';
import { readConfig } from './config.js';

const GOOD = {
  MONGODB_URI: 'mongodb://127.0.0.1:27017/seodang',
  REDIS_URL: 'redis://127.0.0.1:6379',
  BACKEND_URL: 'http://127.0.0.1:10300/',
  INTERNAL_SECRET: 'x'.repeat(32),
  PUBLIC_ORIGIN: 'http://localhost:8080',
};

describe('the configuration', () => {
  it('is read with what is usual for the rest', () => {
    expect(readConfig({ ...GOOD, CHAT_TCP_PORT: '', REPLICA_ID: '' })).to.deep.include({
      host: '127.0.0.1',
      port: 10_400,
      tcpPort: null,
      backendUrl: 'http://127.0.0.1:10300',
      logLevel: 'info',
    });
  });

  it('names every mistake at once and shows no value', () => {
    const read = () =>
      readConfig({ ...GOOD, INTERNAL_SECRET: 'short', MONGODB_URI: 'http://x', REDIS_URL: undefined });
    expect(read).to.throw(ConfigError, /MONGODB_URI.*\n.*REDIS_URL: is missing\n.*INTERNAL_SECRET/);
    expect(read).not.to.throw('short');
    expect(() => readConfig({ ...GOOD, INTERNAL_SECRET: `change-me${'x'.repeat(32)}` })).to.throw(
      'example value',
    );
  });
});

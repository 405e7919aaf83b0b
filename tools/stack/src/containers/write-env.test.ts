import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig as readBackend } from '@seodang/backend/platform/config';
import { readConfig as readChat } from '@seodang/chat-server/platform/config';
import { publicUrl, readConfig as readMediaNode } from '@seodang/media-node/config';
import { readJanusEnv } from '@seodang/media-node/janus/janus-env';
import { readConfig as readMailSink } from '@seodang/mail-sink/config';
import { expect } from 'chai';
import { ROOT } from '../house/root.js';
import { interpolate, readComposeFile } from './compose-file.js';
import { readEnvFile } from './env-file.js';

describe('make env', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seodang-env-'));
    file = join(folder, '.env');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (env: Record<string, string> = {}) => {
    const { PATH = '' } = process.env;
    execFileSync(join(ROOT, 'containers', 'write-env'), {
      env: { PATH, ENV_FILE: file, MEDIA_IP: '192.0.2.10', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return readEnvFile(file);
  };

  it('makes a secret of its own for everything, for the eyes of its owner', () => {
    const env = write();
    const secrets = Object.entries(env).filter(([name]) => /SECRET|PASSWORD/.test(name));
    expect(secrets).to.have.length.above(6);
    for (const [name, value] of secrets) expect(value, name).to.match(/^[0-9a-f]{64}$/);
    expect(new Set(secrets.map(([, value]) => value))).to.have.length(secrets.length);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readdirSync(folder)).to.deep.equal(['.env']);
  });

  it('changes nothing that is there, and adds what is missing', () => {
    const before = write();
    const text = readFileSync(file, 'utf8').replace(/^TURN_SECRET=.*\n/m, '');
    writeFileSync(file, text);
    appendFileSync(file, '# mine\nLOG_LEVEL=debug\n');
    const after = write({ PUBLIC_ORIGIN: 'https://other.example' });
    expect(after).to.include({ ...before, TURN_SECRET: after['TURN_SECRET'], LOG_LEVEL: 'debug' });
    expect(after['TURN_SECRET'])
      .to.match(/^[0-9a-f]{64}$/)
      .and.not.equal(before['TURN_SECRET']);
    const whole = readFileSync(file, 'utf8');
    expect(whole).to.contain('# mine');
    write();
    expect(readFileSync(file, 'utf8')).to.equal(whole);
  });

  it('gives every program an environment that it starts with', () => {
    const env = write({ PUBLIC_ORIGIN: 'https://school.example', DEMO: '1' });
    const of = (name: string) => {
      const given = readComposeFile().services[name]?.environment ?? {};
      return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, interpolate(value, env)]));
    };
    for (const name of ['api', 'worker', 'seed'])
      expect(readBackend(of(name)), name).to.include({
        ...{ publicOrigin: 'https://school.example', smtpUrl: 'smtp://mail-sink:10025' },
      });
    const chat = readChat(of('chat'));
    expect(chat).to.include({ publicOrigin: 'https://school.example', backendUrl: 'http://api:10300' });
    expect(chat.internalSecret).to.equal(readBackend(of('api')).internalSecret);
    expect(publicUrl(readMediaNode(of('media')))).to.equal('https://school.example/');
    expect(readJanusEnv(of('janus'))).to.include({ mediaIp: '192.0.2.10', publicIp: null });
    expect(readMailSink(of('mail-sink')).MAIL_SINK_HOST).to.equal('0.0.0.0');
  });

  it('lets no mail be sent until it is told by whom', () => {
    const env = write();
    const given = Object.entries(readComposeFile().services['worker']?.environment ?? {});
    const environment = Object.fromEntries(given.map(([key, value]) => [key, interpolate(value, env)]));
    expect(readBackend(environment).smtpUrl).to.equal(null);
  });

  it('makes a key for tokens whose two halves belong together', () => {
    const key = JSON.parse(write()['ACCESS_TOKEN_KEY'] ?? '') as JsonWebKey;
    const derived = createPublicKey(createPrivateKey({ key, format: 'jwk' }));
    expect(derived.export({ format: 'jwk' })).to.deep.equal({ kty: 'OKP', crv: 'Ed25519', x: key.x });
  });

  it('opens to this machine alone what is called localhost, and everything else to all', () => {
    expect(write()).to.include({
      LISTEN_ADDRESS: '127.0.0.1',
      HTTP_PORT: '8080',
      PUBLIC_ORIGIN: 'http://localhost:8080',
    });
    rmSync(file);
    expect(write({ PUBLIC_ORIGIN: 'https://school.example' })).to.include({
      ...{ LISTEN_ADDRESS: '0.0.0.0', HTTP_PORT: '80', HTTPS_PORT: '443' },
    });
    rmSync(file);
    expect(write({ PUBLIC_ORIGIN: 'http://192.0.2.10:8000', TURN_PORT: '4000' })).to.include({
      ...{ LISTEN_ADDRESS: '0.0.0.0', HTTP_PORT: '8000', TURN_PORT: '4000' },
    });
  });

  it('refuses what cannot be, and leaves nothing behind', () => {
    for (const env of [
      { PUBLIC_ORIGIN: 'school.example' },
      { PUBLIC_ORIGIN: 'https://a/b' },
      { MEDIA_IP: 'localhost' },
    ]) {
      const { PATH = '' } = process.env;
      const { status, stderr } = spawnSync(join(ROOT, 'containers', 'write-env'), {
        env: { PATH, ENV_FILE: file, MEDIA_IP: '192.0.2.10', ...env },
        encoding: 'utf8',
      });
      expect(status, JSON.stringify(env)).to.equal(1);
      expect(stderr).to.contain('it must be');
      expect(readdirSync(folder)).to.deep.equal([]);
    }
  });
});

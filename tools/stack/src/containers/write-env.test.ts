import { spawnSync } from 'node:child_process';
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
import { findProgram } from '../os/which.js';
import { interpolate, MESSAGE_STORES, readComposeFile, type MessageStore } from './compose-file.js';
import { readEnvFile } from './env-file.js';

const PROGRAM = join(ROOT, 'containers', 'write-env');
const { PATH = '' } = process.env;

/** What the docker of a machine says to what it is asked. */
const DOCKERS = {
  'does not answer': 'exit 1',
  'has the image': 'true',
  'can ask for the image': 'case "$1 $2" in "image inspect") exit 1 ;; "pull "*) exit 1 ;; esac',
  'can fetch the image': 'case "$1 $2" in "image inspect" | "manifest inspect") exit 1 ;; esac',
  'has no way to it': 'case "$1" in version) ;; *) exit 1 ;; esac',
} as const;

describe('make env', () => {
  let folder: string;
  let programs: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seodang-env-'));
    programs = mkdtempSync(join(tmpdir(), 'seodang-programs-'));
    file = join(folder, '.env');
    withDocker('has the image');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    rmSync(programs, { recursive: true });
  });

  const withDocker = (kind: keyof typeof DOCKERS) => {
    writeFileSync(join(programs, 'docker'), `#!/bin/sh\n${DOCKERS[kind]}\n`, { mode: 0o755 });
  };

  const run = (env: Record<string, string> = {}) =>
    spawnSync(PROGRAM, {
      env: { PATH: `${programs}:${PATH}`, ENV_FILE: file, MEDIA_IP: '192.0.2.10', ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const write = (env: Record<string, string> = {}) => {
    const { status, stderr } = run(env);
    if (status !== 0) throw new Error(stderr);
    return readEnvFile(file);
  };

  const filesOf = (env: Record<string, string>) => write(env)['COMPOSE_FILE'];
  const FILES = Object.fromEntries(
    MESSAGE_STORES.map((store) => [store, `docker-compose.yml:containers/messages/${store}.yml`]),
  ) as Record<(typeof MESSAGE_STORES)[number], string>;

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
    const of = (name: string, store: MessageStore = 'mongodb') => {
      const given = readComposeFile(store).services[name]?.environment ?? {};
      return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, interpolate(value, env)]));
    };
    for (const name of ['api', 'worker', 'seed'])
      expect(readBackend(of(name)), name).to.include({
        ...{ publicOrigin: 'https://school.example', smtpUrl: 'smtp://mail-sink:10025' },
      });
    const chat = readChat(of('chat'));
    expect(chat).to.include({ publicOrigin: 'https://school.example', backendUrl: 'http://api:10300' });
    expect(chat.internalSecret).to.equal(readBackend(of('api')).internalSecret);
    expect(chat.mongodbUri).to.equal(`mongodb://seodang:${env['MONGODB_PASSWORD']}@mongodb:27017/seodang`);
    const { mongodbUri } = readChat(of('chat', 'embedded'));
    expect(decodeURIComponent(mongodbUri)).to.equal('mongodb:///run/mongodb/mongodb.sock/seodang');
    expect(publicUrl(readMediaNode(of('media')))).to.equal('https://school.example/');
    expect(readJanusEnv(of('janus'))).to.include({ mediaIp: '192.0.2.10', publicIp: null });
    expect(readMailSink(of('mail-sink')).MAIL_SINK_HOST).to.equal('0.0.0.0');
  });

  it('is what docker-compose takes, wherever messages are kept', function () {
    const compose = findProgram('docker-compose');
    if (compose === null) this.skip();
    for (const store of MESSAGE_STORES) {
      rmSync(file, { force: true });
      const files = (filesOf({ MESSAGE_STORE: store }) ?? '').split(':').flatMap((path) => ['-f', path]);
      const argv = [...files, '--env-file', file, '--profile', 'demo', 'config', '--services'];
      const said = spawnSync(compose, argv, { cwd: ROOT, encoding: 'utf8', env: { PATH } });
      expect(said.stderr, store).to.equal('');
      const services = Object.keys(readComposeFile(store).services);
      expect(said.stdout.trim().split('\n'), store).to.have.members(services);
    }
  });

  it('lets no mail be sent until it is told by whom', () => {
    const env = write();
    const given = Object.entries(readComposeFile('mongodb').services['worker']?.environment ?? {});
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

  it('takes MongoDB where its image is or can be fetched, and the engine that comes along where not', () => {
    const expected = {
      'has the image': 'mongodb',
      'can ask for the image': 'mongodb',
      'can fetch the image': 'mongodb',
      'has no way to it': 'embedded',
    } as const;
    for (const [kind, store] of Object.entries(expected)) {
      withDocker(kind as keyof typeof expected);
      for (const DEMO of ['0', '1']) {
        rmSync(file, { force: true });
        const { stderr } = run({ DEMO });
        expect(readEnvFile(file)['COMPOSE_FILE'], kind).to.equal(FILES[store]);
        expect(stderr.includes('one process, no replicas'), `told what it means: ${kind}`).to.equal(
          store === 'embedded',
        );
      }
    }
  });

  it('gives a school MongoDB and a try what is certain to start, when docker does not answer', () => {
    withDocker('does not answer');
    expect(filesOf({})).to.equal(FILES.mongodb);
    rmSync(file);
    expect(filesOf({ DEMO: '1' })).to.equal(FILES.embedded);
  });

  it('keeps messages where it is told, asking nobody, and where they are for ever after', () => {
    withDocker('has no way to it');
    expect(filesOf({ MESSAGE_STORE: 'mongodb' })).to.equal(FILES.mongodb);
    expect(filesOf({})).to.equal(FILES.mongodb);
    const { stderr } = run({ MESSAGE_STORE: 'embedded' });
    expect(stderr).to.contain('stays as it is');
    expect(filesOf({})).to.equal(FILES.mongodb);
  });

  it('gives a file of before there was a choice one, and one with files of its own a word', () => {
    const before = write({ DEMO: '1' });
    const text = readFileSync(file, 'utf8').replace(/^COMPOSE_FILE=.*\n/m, '');
    writeFileSync(file, text);
    expect(write()).to.deep.equal(before);
    writeFileSync(file, `${text}COMPOSE_FILE=docker-compose.yml:mine.yml\n`);
    expect(run().stderr).to.contain('names no store of messages');
    expect(filesOf({})).to.equal('docker-compose.yml:mine.yml');
  });

  it('refuses what cannot be, and leaves nothing behind', () => {
    for (const env of [
      { PUBLIC_ORIGIN: 'school.example' },
      { PUBLIC_ORIGIN: 'https://a/b' },
      { MEDIA_IP: 'localhost' },
      { MESSAGE_STORE: 'mysql' },
    ]) {
      const { status, stderr } = run(env);
      expect(status, JSON.stringify(env)).to.equal(1);
      expect(stderr).to.contain('it must be');
      expect(readdirSync(folder)).to.deep.equal([]);
    }
  });
});

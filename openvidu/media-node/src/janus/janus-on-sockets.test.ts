import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { readJanusEnv } from './janus-env.js';
import { MEDIA_IP } from './test/janus-process.js';

const SECRET = 'x'.repeat(32);
const run = promisify(execFile);
const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('A Janus as in a container', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let janus: ChildProcess | null = null;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'janus-on-sockets-'));
    env = {
      ...process.env,
      ...{ MEDIA_IP, MEDIA_PORTS: '26000-26099', JANUS_API_SECRET: SECRET, JANUS_ADMIN_SECRET: SECRET },
      ...{ JANUS_CONFIG_FOLDER: join(folder, 'config'), JANUS_SOCKET_FOLDER: folder },
    };
  });

  afterEach(async () => {
    if (janus !== null && janus.exitCode === null) {
      janus.kill('SIGKILL');
      await once(janus, 'exit');
    }
    await rm(folder, { recursive: true });
  });

  const ping = () =>
    run(process.execPath, [program('ping.ts')], { env }).then(
      () => true,
      () => false,
    );

  it('is configured by its environment, answers on its sockets and ends when it is told to', async () => {
    expect(await ping(), 'answers before it runs').to.equal(false);
    await run(process.execPath, [program('configure.ts')], { env });
    expect((await stat(join(folder, 'config', 'janus.jcfg'))).mode & 0o777).to.equal(0o600);
    const started = spawn('janus', ['-F', join(folder, 'config')], { stdio: 'ignore' });
    janus = started;
    await until(ping, { what: 'Janus to answer', withinMs: 20_000 });
    const ended = once(started, 'exit');
    started.kill('SIGTERM');
    expect(await ended).to.deep.equal([0, null]);
  }).timeout(30_000);

  it('has a public address only where it is another one', () => {
    expect(readJanusEnv(env).publicIp).to.equal(null);
    expect(readJanusEnv({ ...env, MEDIA_PUBLIC_IP: MEDIA_IP }).publicIp).to.equal(null);
    expect(readJanusEnv({ ...env, MEDIA_PUBLIC_IP: '203.0.113.5' }).publicIp).to.equal('203.0.113.5');
  });

  it('names every mistake of its environment and shows no value', () => {
    const wrong = { ...env, MEDIA_IP: 'localhost', MEDIA_PORTS: '1', JANUS_API_SECRET: 'short' };
    expect(() => readJanusEnv(wrong))
      .to.throw(/MEDIA_IP[^]*MEDIA_PORTS[^]*JANUS_API_SECRET/)
      .with.property('message')
      .that.does.not.contain('short');
  });
});

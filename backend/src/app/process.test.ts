import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { newTokenKey, ORIGIN } from '../../test/api.js';
import { mariadbUrl, redisUrl, useDatabase } from '../../test/database.js';
import { makeUser, PASSWORD } from '../../test/factories.js';
import { freePort, Program } from '../../test/program.js';
import { until } from '../../test/until.js';

describe('the API as a process', function () {
  this.timeout(120_000);
  const database = useDatabase();
  const programs: Program[] = [];
  const canary = `canary-${randomBytes(16).toString('hex')}`;

  const environment = (change: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl(),
    OPENVIDU_URL: 'http://127.0.0.1:1',
    OPENVIDU_SECRET: `${canary}-openvidu`,
    WEBHOOK_SECRETS: `${canary}-webhook`,
    INTERNAL_SECRET: `${canary}-internal`,
    PUBLIC_ORIGIN: ORIGIN,
    ACCESS_TOKEN_KEY: newTokenKey(),
    LOG_LEVEL: 'debug',
    ...change,
  });

  function start(file: string, env: NodeJS.ProcessEnv): Program {
    const program = Program.start(file, env);
    programs.push(program);
    return program;
  }

  async function startApi(change: NodeJS.ProcessEnv = {}) {
    const port = await freePort();
    const program = start('src/main.ts', environment({ API_PORT: String(port), ...change }));
    const baseUrl = `http://127.0.0.1:${port}`;
    await program.untilReady(`${baseUrl}/readyz`);
    return { program, port, baseUrl };
  }

  afterEach(() => Promise.all(programs.splice(0).map((program) => program.kill())));

  it('finishes what is under way when told to stop, and ends with 0', async () => {
    const { email } = await makeUser();
    const { program, port } = await startApi();
    const body = JSON.stringify({ email, password: PASSWORD });
    const signingIn = request({
      ...{ host: '127.0.0.1', port, path: '/api/auth/sign-in', method: 'POST' },
      headers: { 'Content-Type': 'application/json', 'Content-Length': body.length, Expect: '100-continue' },
    });
    signingIn.flushHeaders();
    await once(signingIn, 'continue');
    program.signal('SIGTERM');
    await until(() => program.output.includes('"msg":"stopping"'), { what: 'the signal', withinMs: 10_000 });
    signingIn.end(body);
    const [answer] = (await once(signingIn, 'response')) as [IncomingMessage];
    expect(answer.statusCode).to.equal(200);
    const answeredAt = performance.now();
    expect(await program.exited()).to.equal(0);
    expect(program.output).to.include('"msg":"stopped"');
    expect(performance.now() - answeredAt).to.be.lessThan(4_000);
  });

  it('does not wait for connections that ask nothing', async () => {
    const { program, port } = await startApi();
    const idle = connect(port, '127.0.0.1');
    await until(() => !idle.connecting, { what: 'a connection', withinMs: 30_000 });
    const startedAt = performance.now();
    program.signal('SIGTERM');
    expect(await program.exited()).to.equal(0);
    expect(performance.now() - startedAt).to.be.lessThan(9_000);
    idle.destroy();
  });

  it('starts twice at once on an empty database', async () => {
    const name = `seodang_test_${randomBytes(6).toString('hex')}`;
    await database.db.query(`CREATE DATABASE ${name}`);
    const DATABASE_URL = `${mariadbUrl()}/${name}`;
    await Promise.all([startApi({ DATABASE_URL }), startApi({ DATABASE_URL })]);
    await database.db.query(`DROP DATABASE ${name}`);
  });

  it('refuses to start with a wrong environment, lists every mistake and shows no value', async () => {
    const program = start('src/main.ts', {
      DATABASE_URL: `postgres://${canary}@localhost/x`,
      REDIS_URL: canary,
      API_PORT: '99999',
      OPENVIDU_SECRET: 'short',
      WEBHOOK_SECRETS: `CHANGE_ME-${canary}`,
      ACCESS_TOKEN_KEY: `{"kty":"RSA","n":"${canary}"}`,
      PUBLIC_ORIGIN: 'http://localhost:8080/',
    });
    expect(await program.exited()).to.equal(1);
    const named = [...program.errors.matchAll(/^ {2}([A-Z_]+)/gm)].map(([, name]) => name);
    expect(new Set(named)).to.deep.equal(
      new Set([
        'API_PORT',
        'DATABASE_URL',
        'REDIS_URL',
        'OPENVIDU_URL',
        'OPENVIDU_SECRET',
        'WEBHOOK_SECRETS',
        'INTERNAL_SECRET',
        'PUBLIC_ORIGIN',
        'ACCESS_TOKEN_KEY',
      ]),
    );
    expect(program.errors + program.output).not.to.include(canary);
  });

  it('writes no secret into its log, whatever it is sent', async () => {
    const { email } = await makeUser();
    const { program, baseUrl } = await startApi({ LOG_LEVEL: 'trace' });
    const secrets = [canary];
    for (const password of [PASSWORD, `${canary}-wrong`]) {
      const response = await fetch(`${baseUrl}/api/auth/sign-in?token=${canary}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${canary}`,
          'X-Seodang-Hook': canary,
        },
        body: JSON.stringify({ email, password }),
      });
      if (response.status !== 200) continue;
      const { accessToken } = (await response.json()) as { accessToken: string };
      const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
      secrets.push(accessToken, cookie.split('=')[1] ?? '', PASSWORD);
      await fetch(`${baseUrl}/api/me`, { headers: { Authorization: `Bearer ${accessToken}` } });
      await fetch(`${baseUrl}/api/auth/refresh`, {
        method: 'POST',
        headers: { Cookie: cookie, Origin: ORIGIN },
      });
    }
    program.signal('SIGTERM');
    await program.exited();
    const said = program.output + program.errors;
    expect(said).to.include('"path":"/api/auth/refresh"');
    for (const secret of secrets) expect(said).not.to.include(secret);
  });
});

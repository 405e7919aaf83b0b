import { expect } from 'chai';
import { Client, newTokenKey, ORIGIN } from '../../test/api.js';
import { redisUrl, useDatabase } from '../../test/database.js';
import { makeUser } from '../../test/factories.js';
import { freePort, Program } from '../../test/program.js';

describe('two API processes', function () {
  this.timeout(180_000);
  const database = useDatabase();
  const tokenKey = newTokenKey();
  const programs: Program[] = [];

  async function startApi() {
    const port = await freePort();
    const program = Program.start('src/main.ts', {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      OPENVIDU_URL: 'http://127.0.0.1:1',
      OPENVIDU_SECRET: 'a secret of the tests, long enough for the check',
      WEBHOOK_SECRETS: 'another secret of the tests that is long enough as well',
      INTERNAL_SECRET: 'a third secret of the tests, known to the chat-server',
      PUBLIC_ORIGIN: ORIGIN,
      ACCESS_TOKEN_KEY: tokenKey,
      API_PORT: String(port),
      LOG_LEVEL: 'warn',
    });
    programs.push(program);
    const baseUrl = `http://127.0.0.1:${port}`;
    await program.untilReady(`${baseUrl}/readyz`);
    return { program, baseUrl };
  }

  after(() => Promise.all(programs.map((program) => program.kill())));

  it('cost nobody their sign-in when one is killed while it renews them', async () => {
    const [doomed, other] = await Promise.all([startApi(), startApi()]);
    const browsers: { email: string; browser: Client }[] = [];
    while (browsers.length < 24) {
      const { email } = await makeUser();
      const browser = new Client(doomed.baseUrl);
      await browser.signIn(email);
      browsers.push({ email, browser });
    }

    let answered = 0;
    const outcomes = await Promise.allSettled(
      browsers.map(async ({ browser }) => {
        await browser.refresh();
        answered += 1;
        if (answered === 3) doomed.program.signal('SIGKILL');
      }),
    );
    const cutOff = outcomes.filter(({ status }) => status === 'rejected').length;

    for (const { email, browser } of browsers) {
      const elsewhere = Object.assign(new Client(other.baseUrl), { cookie: browser.cookie });
      expect((await elsewhere.refresh()).user.email).to.equal(email);
    }
    expect(cutOff, 'requests under way when it was killed').to.be.greaterThan(0);
  });
});

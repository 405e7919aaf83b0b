import { expect } from 'chai';
import { newTokenKey, ORIGIN } from '../test/api.js';
import { redisUrl, useDatabase } from '../test/database.js';
import { makeUser } from '../test/factories.js';
import { Program } from '../test/program.js';
import { User } from './identity/index.js';

describe('grant-role', function () {
  this.timeout(60_000);
  const database = useDatabase();

  async function run(...words: string[]) {
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      OPENVIDU_URL: 'http://127.0.0.1:1',
      OPENVIDU_SECRET: 'a secret of the tests, long enough for the check',
      WEBHOOK_SECRETS: 'another secret of the tests that is long enough as well',
      INTERNAL_SECRET: 'a third secret of the tests, known to the chat-server',
      PUBLIC_ORIGIN: ORIGIN,
      ACCESS_TOKEN_KEY: newTokenKey(),
    };
    const program = Program.start('src/grant-role.ts', env, words);
    const code = await program.exited();
    return { code, output: program.output, errors: program.errors };
  }

  it('makes the first operator, and keeps what they were', async () => {
    const { id, email } = await makeUser();
    const [first, again] = [await run(email.toUpperCase(), 'operator'), await run(email, 'operator')];
    expect(first).to.deep.equal({ code: 0, output: `${email}: student, operator\n`, errors: '' });
    expect(again).to.deep.equal(first);
    expect(await User.listRoles(id)).to.deep.equal(['student', 'operator']);
  });

  it('says what is wrong, and ends with 1', async () => {
    expect(await run('nobody@seodang.example', 'operator')).to.deep.equal({
      code: 1,
      output: '',
      errors: 'nobody has the address nobody@seodang.example\n',
    });
    for (const words of [[], ['kim@seodang.example'], ['kim@seodang.example', 'king']]) {
      expect(await run(...words)).to.deep.include({
        code: 1,
        errors: 'usage: grant-role EMAIL student|instructor|operator\n',
      });
    }
  });
});

import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { RawClient } from './test/raw-client.js';
import { ServerUnderTest } from './test/server-under-test.js';
import { type Place, type Player, STORY } from './test/story.js';
import { hasClient, python, ruby, stompit } from './test/tcp-players.js';
import { rxStomp, stompjs2, stompjs7, webstompClient } from './test/web-players.js';

describe('clients that others wrote', () => {
  let server: ServerUnderTest;
  let place: Place;

  before(async () => {
    server = await ServerUnderTest.start();
    place = { url: server.url, tcpPort: await server.listenTcp() };
  });
  after(() => server.stop());

  /** Bob, who talks with the client under test. */
  async function expectTalk(player: Player): Promise<void> {
    const bob = await RawClient.connected(server.url, 'bob');
    await bob.subscribe('b', STORY.topic);
    const heard = player(place);
    const hasHeard = (body: string) => () => bob.frames.some((frame) => frame.body === body);
    const talk = (async () => {
      for (const body of [STORY.said, STORY.committed]) {
        await until(hasHeard(body), { what: body, seen: () => bob.frames, withinMs: 10_000 });
      }
      bob.send(`SEND\ndestination:${STORY.act}\n\n${STORY.answer}\0`);
    })();
    const [bodies] = await Promise.all([heard, talk]);
    expect(bodies).to.deep.equal([STORY.said, STORY.committed, STORY.answer]);
    await until(() => server.stomp.connectionCount === 1, { what: 'the client is gone' });
    bob.close();
    await until(() => server.stomp.connectionCount === 0, { what: 'all are gone' });
  }

  for (const [name, player] of [
    ['@stomp/stompjs 7', stompjs7(['1.2', '1.1', '1.0'])],
    ['@stomp/stompjs 7 as 1.1', stompjs7(['1.1'])],
    ['@stomp/stompjs 7 as 1.0', stompjs7(['1.0'])],
    ['@stomp/stompjs 7 that splits its frames', stompjs7(['1.2'], 16)],
    ['@stomp/rx-stomp', rxStomp],
    ['webstomp-client', webstompClient],
    ['stompjs 2', stompjs2],
    ['stompit over TCP', stompit],
  ] as const) {
    it(`talk: ${name}`, () => expectTalk(player));
  }

  for (const [name, program, player] of [
    ['python3-stomp 1.2', 'python', python('StompConnection12')],
    ['python3-stomp 1.1', 'python', python('StompConnection11')],
    ['python3-stomp 1.0', 'python', python('StompConnection10')],
    ['ruby-stomp 1.2', 'ruby', ruby('1.2')],
    ['ruby-stomp 1.1', 'ruby', ruby('1.1')],
  ] as const) {
    it(`talk over TCP: Debian's ${name}`, async function () {
      // Left out only where the package is not installed; `make test` installs it.
      if (!(await hasClient(program))) this.skip();
      await expectTalk(player);
    });
  }
});

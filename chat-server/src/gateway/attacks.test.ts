import { once } from 'node:events';
import { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { never, until } from '@seodang/testing/until';
import { expect } from 'chai';
import { type Heard, RawClient } from './test/raw-client.js';
import { ORIGIN, ServerUnderTest } from './test/server-under-test.js';

const ROOM = RoomId.parse('018f0000-0000-7000-8000-0000000000d1');
const TOPIC = destinations.room(ROOM);
const ACT = destinations.act(ROOM, 'send');

const codeOf = ({ body }: Heard): unknown => (JSON.parse(body) as { code: unknown }).code;

describe('attacks on the STOMP server', () => {
  let server: ServerUnderTest;

  beforeEach(async () => {
    server = await ServerUnderTest.start();
  });
  afterEach(() => server.stop());

  /** Sends it, and expects an ERROR and the end. @returns the close code */
  async function refusedWith(client: RawClient, octets: string | Buffer, code: string): Promise<number> {
    client.send(octets);
    expect(codeOf(await client.hears('ERROR'))).to.equal(code);
    return client.closed();
  }

  async function upgradeOf(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const url = server.url.replace('/chat', path);
    return RawClient.open(url, { headers }).then(
      (client) => {
        client.close();
        return 'open';
      },
      (error: unknown) => String(error),
    );
  }

  describe('A21: without saying who one is', () => {
    it('nothing but CONNECT is heard', async () => {
      for (const frame of [
        `SUBSCRIBE\nid:1\ndestination:${TOPIC}\n\n\0`,
        `SEND\ndestination:${ACT}\n\nhi\0`,
      ]) {
        const client = await RawClient.open(server.url);
        expect(await refusedWith(client, frame, 'stomp.malformed')).to.equal(1002);
      }
      expect(server.echo.calls).to.deep.equal([]);
    });

    it('no ticket, and one that nobody gave, end the connection', async () => {
      for (const headers of ['', 'passcode:guessed\n', 'passcode:\n', 'Authorization:Bearer guessed\n']) {
        const client = await RawClient.open(server.url);
        const frame = `CONNECT\naccept-version:1.2\n${headers}\n\0`;
        expect(await refusedWith(client, frame, 'auth.required')).to.equal(1008);
      }
    });

    it('a ticket in the address is refused, and no ticket is ever logged', async () => {
      server.echo.tickets.set('s3cret-t1cket', { ...[...server.echo.tickets.values()][0] } as never);
      expect(await upgradeOf('/chat?ticket=s3cret-t1cket')).to.contain('404');
      const client = await RawClient.connected(server.url, 's3cret-t1cket');
      await refusedWith(client, 'SEND\n\nx\0', 'stomp.malformed');
      expect(server.logged.join('')).to.not.contain('s3cret');
    });
  });

  describe('A22: destinations of others', () => {
    const topics = [
      '/topic/**',
      '/topic/rooms.*',
      '/topic/rooms.>',
      `${TOPIC}/../2`,
      `${TOPIC}%2e`,
      `/topic/rooms%2E${ROOM}`,
      `/topic//rooms.${ROOM}`,
      `/topic/rooms.${ROOM.toUpperCase()}`,
      `${TOPIC}.presence.x`,
      ` ${TOPIC}`,
      `${TOPIC} `,
      '/user/018f0000-0000-7000-8000-00000000000b/queue/rooms',
      '/queue/rooms',
      '/user/queue/../queue/rooms',
      '/exchange/x',
      '__proto__',
      ACT,
    ];

    it('are not found, whatever they look like', async () => {
      for (const destination of topics) {
        const client = await RawClient.connected(server.url, 'ann');
        const frame = `SUBSCRIBE\nid:1\ndestination:${destination}\n\n\0`;
        expect(await refusedWith(client, frame, 'stomp.destination_unknown'), destination).to.equal(1008);
      }
      expect(server.echo.calls.filter((call) => call.startsWith('subscribed'))).to.deep.equal([]);
    });

    it('cannot be sent to, nor can those that only the server writes to', async () => {
      for (const destination of [
        TOPIC,
        destinations.replies,
        destinations.myRooms,
        `/app/rooms.${ROOM}.erase`,
        '/app/**',
      ]) {
        const client = await RawClient.connected(server.url, 'ann');
        const frame = `SEND\ndestination:${destination}\n\n{}\0`;
        expect(await refusedWith(client, frame, 'stomp.destination_unknown'), destination).to.equal(1008);
      }
    });

    it('are not read with a selector', async () => {
      const client = await RawClient.connected(server.url, 'ann');
      const frame = `SUBSCRIBE\nid:1\nselector:1=1\ndestination:${TOPIC}\n\n\0`;
      expect(await refusedWith(client, frame, 'stomp.malformed')).to.equal(1002);
    });
  });

  describe('A23: forged frames', () => {
    let ann: RawClient;
    let bob: RawClient;

    beforeEach(async () => {
      ann = await RawClient.connected(server.url, 'ann');
      bob = await RawClient.connected(server.url, 'bob');
      await bob.subscribe('b', TOPIC);
    });
    afterEach(() => {
      ann.close();
      bob.close();
    });

    it('reach others with the headers of the server alone', async () => {
      const forged =
        'sender:teacher\nrole:operator\nmessage-id:1\nseq:1\nsubscription:x\nx\\n\\c:\\r\\n\\nMESSAGE\n';
      ann.send(`SEND\n${forged}destination:${ACT}\ndestination:${TOPIC}\n\n{"text":"hi"}\0`);
      const { headers, body } = await bob.hears('MESSAGE');
      expect(Object.keys(headers)).to.have.members([
        ...['subscription', 'message-id', 'destination', 'content-type', 'content-length'],
      ]);
      expect(headers).to.include({ subscription: 'b', destination: TOPIC });
      expect(body).to.equal('{"text":"hi"}');
      expect(bob.frames).to.have.length(3);
    });

    it('end at a NUL: what comes behind is read as a frame of the sender', async () => {
      const behind = `MESSAGE\nsubscription:b\nmessage-id:9\ndestination:${TOPIC}\n\n"from the teacher"`;
      expect(
        await refusedWith(ann, `SEND\ndestination:${ACT}\n\n"a"\0${behind}\0`, 'stomp.malformed'),
      ).to.equal(1002);
      await bob.hears('MESSAGE');
      expect(bob.frames.map(({ body }) => body)).to.not.contain('"from the teacher"');
    });

    it('cannot break out of a subscription id or a receipt', async () => {
      await ann.subscribe('r', destinations.replies);
      ann.send(`SUBSCRIBE\nid:a\\n\\nevil\\cx\ndestination:${TOPIC}\nreceipt:r\\nMESSAGE\n\n\0`);
      expect((await ann.hears('RECEIPT', { 'receipt-id': 'r\\nMESSAGE' })).body).to.equal('');
      bob.send(`SEND\ndestination:${ACT}\n\n"x"\0`);
      const { headers } = await ann.hears('MESSAGE');
      expect(headers.subscription).to.equal('a\\n\\nevil\\cx');
    });
  });

  describe('A24: too much', () => {
    const spoilt: readonly (readonly [string, string | Buffer, string, number])[] = [
      ['a frame of 65 KiB', `SEND\ndestination:${ACT}\n\n${'x'.repeat(66_560)}\0`, 'stomp.too_much', 1009],
      ['a thousand headers', `SEND\n${'a:b\n'.repeat(1000)}\n\0`, 'stomp.too_much', 1009],
      ['a header of 9 KiB', `SEND\na:${'x'.repeat(9216)}\n\n\0`, 'stomp.too_much', 1009],
      ['a header that never ends', `SEND\n${'x'.repeat(20_000)}`, 'stomp.too_much', 1009],
      ['a content-length that is too small', 'SEND\ncontent-length:1\n\nxyz\0', 'stomp.malformed', 1002],
      ['a content-length beyond all', 'SEND\ncontent-length:99999999\n\nxyz\0', 'stomp.too_much', 1009],
      [
        'a body that is no UTF-8',
        Buffer.from(`SEND\ndestination:${ACT}\n\n\xff\xfe\0`, 'latin1'),
        'stomp.malformed',
        1002,
      ],
      ['headers that are no UTF-8', Buffer.from('SEND\na:\xff\n\n\0', 'latin1'), 'stomp.malformed', 1002],
      ['a thousand subscriptions', manySubscriptions(1000), 'stomp.too_much', 1008],
      ['ten thousand frames at once', 'UNSUBSCRIBE\nid:1\n\n\0'.repeat(10_000), 'stomp.too_much', 1008],
    ];
    for (const [what, octets, code, closeCode] of spoilt) {
      it(`${what} ends the connection with ${closeCode}`, async () => {
        const client = await RawClient.connected(server.url, 'ann');
        expect(await refusedWith(client, octets, code)).to.equal(closeCode);
      });
    }

    it('a WebSocket message without end, or a text that is no UTF-8, is closed by its own code', async () => {
      const large = await RawClient.connected(server.url, 'ann');
      large.send('x'.repeat(300 * 1024));
      expect(await large.closed()).to.equal(1009);
      const spoiltText = await RawClient.connected(server.url, 'ann');
      spoiltText.ws.send(Buffer.from([0xff, 0xfe]), { binary: false });
      expect(await spoiltText.closed()).to.equal(1007);
    });

    for (const control of ['ping', 'pong'] as const) {
      it(`a stream of ${control}s ends as well, also before CONNECT`, async () => {
        for (const open of [RawClient.open(server.url), RawClient.connected(server.url, 'ann')]) {
          const client = await open;
          for (let n = 0; n < 4000; n += 1) client.ws[control]();
          expect(await client.closed()).to.equal(1008);
        }
      });
    }

    it('a ping is answered', async () => {
      const client = await RawClient.open(server.url);
      const answered = once(client.ws, 'pong');
      client.ws.ping('here?');
      expect(String((await answered)[0])).to.equal('here?');
      client.close();
    });

    it('a stream of heart-beats, or of a frame in crumbs, ends as well', async () => {
      for (const crumb of ['\n', 'x']) {
        const client = await RawClient.connected(server.url, 'ann');
        if (crumb === 'x') client.send(`SEND\ndestination:${ACT}\n\n`);
        for (let n = 0; n < 4000; n += 1) client.send(crumb);
        expect(await client.closed()).to.equal(1008);
      }
    });
  });

  describe('A26: from another site', () => {
    it('a page of another origin is refused at the upgrade', async () => {
      for (const origin of [
        'http://evil.example',
        'null',
        `${ORIGIN}.evil.example`,
        'http://localhost:80800',
        'https://localhost:8080',
        '',
      ]) {
        expect(await upgradeOf('/chat', { origin }), origin).to.contain('403');
      }
      expect(await upgradeOf('/chat', { origin: ORIGIN })).to.equal('open');
      expect(await server.figure('chat_stomp_upgrades_refused_total', { reason: 'origin' })).to.equal(6);
    });

    it('there is no other path', async () => {
      for (const path of ['/', '/chat/', '/chat/x', '/CHAT', '//chat', '/api']) {
        expect(await upgradeOf(path), path).to.contain('404');
      }
    });
  });

  it('says nothing to a client of what happens to others', async () => {
    const ann = await RawClient.connected(server.url, 'ann');
    const bob = await RawClient.connected(server.url, 'bob');
    await refusedWith(bob, 'GARBAGE\n\n\0', 'stomp.malformed');
    await never(() => ann.closedWith ?? ann.frames.find(({ command }) => command === 'ERROR'), {
      what: 'Ann hears of it',
      forMs: 100,
    });
    await until(() => server.stomp.connectionCount === 1, { what: 'Bob is gone' });
    ann.close();
  });
});

function manySubscriptions(count: number): string {
  return Array.from({ length: count }, (_, n) => `SUBSCRIBE\nid:${n}\ndestination:${TOPIC}\n\n\0`).join('');
}

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { FaultProxy } from './fault-proxy.js';

describe('FaultProxy', () => {
  let echo: Server;
  let proxy: FaultProxy;
  let clients: Socket[];

  beforeEach(async () => {
    clients = [];
    echo = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await FaultProxy.listen({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  });

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await proxy.close();
    echo.close();
  });

  const dial = async (): Promise<Socket> => {
    const client = connect({ host: '127.0.0.1', port: proxy.port, noDelay: true });
    client.on('error', () => undefined);
    clients.push(client);
    await once(client, 'connect');
    return client;
  };
  const ask = async (client: Socket, words: string): Promise<string> => {
    client.write(words);
    const [answer] = (await once(client, 'data')) as [Buffer];
    return answer.toString();
  };
  /** How a connection ends: the code of its error, or `end`. */
  const endOf = (client: Socket): Promise<string> =>
    new Promise((resolve) => {
      client.on('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code ?? error.message);
      });
      client.on('close', () => {
        resolve('end');
      });
      client.resume();
    });
  const isSilentFor = async (client: Socket, ms: number): Promise<boolean> => {
    const heard = once(client, 'data').then(() => false);
    return Promise.race([heard, new Promise<true>((resolve) => setTimeout(resolve, ms, true))]);
  };

  it('carries everything both ways, much of it, and half-closed', async () => {
    const client = await dial();
    const sent = 'seodang '.repeat(500_000);
    const heard = text(client);
    client.end(sent);
    expect(await heard).to.equal(sent);
  });

  it('cuts what stands and what comes until told otherwise', async () => {
    const client = await dial();
    expect(await ask(client, 'a')).to.equal('a');
    const ended = endOf(client);
    proxy.become({ kind: 'cut' });
    expect(await ended).to.equal('end');
    expect(await endOf(await dial())).to.equal('end');
    proxy.become({ kind: 'none' });
    expect(await ask(await dial(), 'b')).to.equal('b');
  });

  it('resets', async () => {
    const client = await dial();
    expect(await ask(client, 'a')).to.equal('a');
    const ended = endOf(client);
    proxy.become({ kind: 'reset' });
    expect(await ended).to.equal('ECONNRESET');
  });

  it('swallows without a word, and hands over when it is over', async () => {
    const client = await dial();
    expect(await ask(client, 'a')).to.equal('a');
    proxy.become({ kind: 'blackhole' });
    client.write('b');
    const late = await dial();
    late.write('c');
    expect(await isSilentFor(client, 200)).to.equal(true);
    expect(await isSilentFor(late, 50)).to.equal(true);
    const heard = Promise.all([once(client, 'data'), once(late, 'data')]);
    proxy.become({ kind: 'none' });
    expect((await heard).map(([bytes]) => String(bytes))).to.deep.equal(['b', 'c']);
  });

  it('delays each way, and keeps the order', async () => {
    const client = await dial();
    proxy.become({ kind: 'latency', ms: 80 });
    const began = performance.now();
    client.write('a');
    setTimeout(() => client.end('b'), 20);
    expect(await text(client)).to.equal('ab');
    expect(performance.now() - began).to.be.within(160, 1000);
  });

  it('forgets connections that are over, and those whose server is away', async () => {
    const client = await dial();
    expect(await ask(client, 'a')).to.equal('a');
    expect(proxy.connections).to.equal(1);
    echo.close();
    const ended = endOf(client);
    client.end();
    await ended;
    const refused = await endOf(await dial());
    expect(['end', 'ECONNRESET']).to.include(refused);
    expect(proxy.connections).to.equal(0);
  });
});

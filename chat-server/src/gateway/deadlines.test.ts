import { connect } from 'node:net';
import { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { never, until } from '@seodang/testing/until';
import { expect } from 'chai';
import { RawClient } from './test/raw-client.js';
import { ServerUnderTest } from './test/server-under-test.js';

const ROOM = RoomId.parse('018f0000-0000-7000-8000-0000000000c1');
const TOPIC = destinations.room(ROOM);
const ACT = destinations.act(ROOM, 'send');
const KIB = 'x'.repeat(1024);

describe('A25: those who keep a socket and give nothing for it', () => {
  let server: ServerUnderTest;

  afterEach(() => server.stop());

  const closedBecause = (cause: string) => server.figure('chat_stomp_connections_closed_total', { cause });

  it('500 that never finish their upgrade, and 500 that never CONNECT, are cut; others are served throughout', async () => {
    server = await ServerUnderTest.start({ connectMs: 1500 });
    const ended = new Set<number>();
    for (let n = 0; n < 500; n += 1) {
      const socket = connect(server.port, '127.0.0.1');
      socket.resume();
      socket.on('error', () => undefined);
      socket.on('close', () => ended.add(n));
      socket.write('GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n');
    }
    const silent = await Promise.all(Array.from({ length: 500 }, () => RawClient.open(server.url)));
    const ann = await RawClient.connected(server.url, 'ann');
    ann.send(`SEND\ndestination:${ACT}\nreceipt:1\n\nhi\0`);
    await ann.hears('RECEIPT', { 'receipt-id': '1' });
    await until(() => silent.every(({ closedWith }) => closedWith?.code === 1008), {
      what: 'the silent are closed',
    });
    await until(() => ended.size === 500, { what: 'those without an upgrade are cut' });
    expect(await closedBecause('no_connect')).to.equal(500);
    expect(ann.closedWith).to.equal(null);
    ann.close();
  });

  it('one who promised heart-beats and sends none is cut; one who sends them is not', async () => {
    server = await ServerUnderTest.start({ heartBeatMs: 400 });
    const headers = 'accept-version:1.2\nheart-beat:400,400';
    const silent = await RawClient.connected(server.url, 'ann', headers);
    const alive = await RawClient.connected(server.url, 'bob', headers);
    const beating = setInterval(() => {
      alive.send('\n');
    }, 100);
    await silent.hears('ERROR');
    expect(await silent.closed()).to.equal(1008);
    await never(() => alive.closedWith, { what: 'the living is cut', forMs: 1500 });
    clearInterval(beating);
    expect(await closedBecause('silent')).to.equal(1);
    const beats = alive.messages.filter((message) => message === '\n');
    expect(beats.length, 'beats of the server').to.be.greaterThan(4);
    alive.close();
  });

  it('one without heart-beats is asked for a pong, and is cut when none comes', async () => {
    server = await ServerUnderTest.start({ probeMs: 250 });
    const alive = await RawClient.connected(server.url, 'ann');
    const halfOpen = await RawClient.open(server.url, { autoPong: false });
    halfOpen.send('CONNECT\naccept-version:1.2\npasscode:bob\n\n\0');
    await until(() => halfOpen.closedWith, { what: 'the half-open one is cut' });
    await never(() => alive.closedWith, { what: 'the living is cut', forMs: 900 });
    alive.close();
  });

  it('one who never reads is cut at the limit of its backlog, and slows nobody', async () => {
    server = await ServerUnderTest.start();
    const [deaf, ears] = [
      await RawClient.connected(server.url, 'ann'),
      await RawClient.connected(server.url, 'bob'),
    ];
    await deaf.subscribe('d', TOPIC);
    await ears.subscribe('e', TOPIC);
    deaf.ws.pause();
    let published = 0;
    const publishing = setInterval(() => {
      for (let n = 0; n < 100; n += 1) server.broker.publish(TOPIC, `"${published++}${KIB}"`);
    }, 2);
    await until(async () => (await closedBecause('slow')) === 1, { what: 'the deaf one is cut' });
    clearInterval(publishing);
    const last = `"${published - 1}x`;
    await until(() => ears.messages.at(-1)?.includes(last), { what: 'the other has heard all' });
    const heard = [...ears.messages.join('').matchAll(/"(\d+)x/g)].map(([, n]) => Number(n));
    expect(heard).to.deep.equal(Array.from({ length: published }, (_, n) => n));
    await until(() => server.stomp.connectionCount === 1, { what: 'its socket is gone' });
    ears.close();
  });

  it('one who stopped to read is cut by the age of its backlog, also when it is small', async () => {
    server = await ServerUnderTest.start({ backlogBytes: 1e9, backlogMs: 300 });
    const deaf = await RawClient.connected(server.url, 'ann');
    await deaf.subscribe('d', TOPIC);
    deaf.ws.pause();
    for (let n = 0; n < 16_000; n += 1) server.broker.publish(TOPIC, `"${KIB}"`);
    await until(async () => (await closedBecause('slow')) === 1, { what: 'it is cut' });
    await until(() => server.stomp.connectionCount === 0, { what: 'its socket is gone' });
  });

  it('one who sends faster than its frames are done is made to wait, not kept in memory', async () => {
    server = await ServerUnderTest.start({ framesBurst: 1e6 });
    const [ann, bob] = [
      await RawClient.connected(server.url, 'ann'),
      await RawClient.connected(server.url, 'bob'),
    ];
    await bob.subscribe('b', TOPIC);
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    server.echo.beforeEcho = () => gate;
    for (let n = 0; n < 20_000; n += 1) ann.send(`SEND\ndestination:${ACT}\nreceipt:${n}\n\n${KIB}\0`);
    const begun = () => server.echo.calls.filter((call) => call === KIB).length;
    await until(() => begun() === 64, { what: 'so many are under way', seen: begun });
    await never(() => begun() > 64 || ann.ws.bufferedAmount < 5e6, { what: 'more is taken', forMs: 200 });
    open();
    await ann.hears('RECEIPT', { 'receipt-id': '19999' });
    ann.close();
    bob.close();
  });
});

describe('a replica that leaves', () => {
  it('finishes what is under way, answers it, and asks its clients back at different moments', async () => {
    const server = await ServerUnderTest.start();
    const clients = await Promise.all(
      ['ann', 'bob', 'ann', 'bob'].map((who) => RawClient.connected(server.url, who)),
    );
    const [ann] = clients;
    let open = () => {};
    server.echo.beforeEcho = () => new Promise((resolve) => (open = resolve));
    ann?.send(`SEND\ndestination:${ACT}\nreceipt:last\n\nlast words\0`);
    await until(() => server.echo.calls.includes('last words'), { what: 'it is under way' });
    const drained = server.stomp.drain({ withinMs: 2000 });
    const late = await RawClient.open(server.url).catch((error: unknown) => String(error));
    expect(late).to.contain('503');
    ann?.send(`SEND\ndestination:${ACT}\nreceipt:too late\n\ntoo late\0`);
    open();
    await drained;
    const moments = new Set<string>();
    for (const client of clients) {
      const { headers, body } = await client.hears('ERROR');
      expect(JSON.parse(body)).to.include({ code: 'chat.unavailable', retryAfterSec: 1 });
      moments.add(headers['retry-after-ms'] ?? '');
      expect(await client.closed()).to.equal(1012);
    }
    expect(moments.size).to.be.greaterThan(1);
    expect(ann?.frames.map(({ command }) => command)).to.deep.equal(['CONNECTED', 'RECEIPT', 'ERROR']);
    expect(server.echo.calls).to.not.contain('too late');
    await server.stop();
  });

  it('does not wait for ever for what is under way', async () => {
    const server = await ServerUnderTest.start();
    const ann = await RawClient.connected(server.url, 'ann');
    server.echo.beforeEcho = () => new Promise(() => undefined);
    ann.send(`SEND\ndestination:${ACT}\nreceipt:1\n\nnever done\0`);
    await until(() => server.echo.calls.includes('never done'), { what: 'it is under way' });
    await server.stomp.drain({ withinMs: 100 });
    expect(await ann.closed()).to.equal(1012);
    await server.stop();
  });
});

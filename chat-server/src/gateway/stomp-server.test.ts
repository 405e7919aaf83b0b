import { destinations } from '@seodang/contracts/live/destinations';
import { RoomId } from '@seodang/contracts/ids';
import { Problem } from '@seodang/contracts/problem';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { ANN } from './test/echo.js';
import { type Heard, RawClient } from './test/raw-client.js';
import { ServerUnderTest } from './test/server-under-test.js';

const ROOM = RoomId.parse('018f0000-0000-7000-8000-0000000000f1');
const OTHER = RoomId.parse('018f0000-0000-7000-8000-0000000000f2');
const TOPIC = destinations.room(ROOM);
const SEND = `destination:${destinations.act(ROOM, 'send')}`;

const bodiesOf = (client: RawClient): string[] =>
  client.frames.filter(({ command }) => command === 'MESSAGE').map(({ body }) => body);
const receiptsOf = (client: RawClient): string[] =>
  client.frames
    .filter(({ command }) => command === 'RECEIPT')
    .map(({ headers }) => headers['receipt-id'] ?? '')
    .filter((id) => !id.startsWith('sub-'));
const problemOf = (frame: Heard): Problem => Problem.parse(JSON.parse(frame.body));

describe('the STOMP server', () => {
  let server: ServerUnderTest;
  let ann: RawClient;
  let bob: RawClient;

  beforeEach(async () => {
    server = await ServerUnderTest.start();
    ann = await RawClient.connected(server.url, 'ann');
    bob = await RawClient.connected(server.url, 'bob');
  });
  afterEach(async () => {
    ann.close();
    bob.close();
    await server.stop();
  });

  it('brings what one sends to all who read it, and answers with a RECEIPT', async () => {
    await ann.subscribe('a', TOPIC);
    await bob.subscribe('b', TOPIC);
    ann.send(`SEND\n${SEND}\nreceipt:r1\n\n{"text":"안녕"}\0`);
    await ann.hears('RECEIPT', { 'receipt-id': 'r1' });
    const message = await bob.hears('MESSAGE', { subscription: 'b', destination: TOPIC });
    expect(message.body).to.equal('{"text":"안녕"}');
    expect(message.headers['content-length']).to.equal(String(Buffer.byteLength(message.body)));
    expect(message.headers['message-id']).to.match(/./);
    await ann.hears('MESSAGE', { subscription: 'a' });
  });

  it('gives receipts in the order of the frames, though a later one was done before', async () => {
    let open = () => {};
    server.echo.beforeEcho = (body) =>
      body === 'slow' ? new Promise((resolve) => (open = resolve)) : Promise.resolve();
    await bob.subscribe('b', TOPIC);
    ann.send(`SEND\n${SEND}\nreceipt:1\n\nslow\0SEND\n${SEND}\nreceipt:2\n\nquick\0`);
    await until(() => bodiesOf(bob).includes('quick'), { what: 'the quick one arrives' });
    expect(receiptsOf(ann)).to.deep.equal([]);
    open();
    await ann.hears('RECEIPT', { 'receipt-id': '2' });
    expect(receiptsOf(ann)).to.deep.equal(['1', '2']);
  });

  it('lets a subscription take hold before the SEND behind it, and a SEND be done before a subscription', async () => {
    let asked = 0;
    server.echo.beforeRead = async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    ann.send(`SEND\n${SEND}\n\nbefore\0SUBSCRIBE\nid:a\ndestination:${TOPIC}\n\n\0SEND\n${SEND}\n\nafter\0`);
    await until(() => bodiesOf(ann).includes('after'), { what: 'the message after' });
    expect(bodiesOf(ann)).to.deep.equal(['after']);
    expect(asked).to.equal(1);
  });

  it('answers a refused SEND with a problem on the replies, and goes on', async () => {
    server.echo.closedRooms.add(ROOM);
    await ann.subscribe('r', destinations.replies);
    ann.send(`SEND\n${SEND}\nreceipt:no\n\nx\0`);
    const reply = await ann.hears('MESSAGE', { subscription: 'r', 'receipt-id': 'no' });
    expect(problemOf(reply)).to.include({ code: 'room.read_only', status: 403 });
    expect(receiptsOf(ann)).to.deep.equal([]);
    server.echo.closedRooms.clear();
    ann.send(`SEND\n${SEND}\nreceipt:yes\n\nx\0`);
    await ann.hears('RECEIPT', { 'receipt-id': 'yes' });
  });

  it('answers a refused SUBSCRIBE with a problem, and its id is free again', async () => {
    server.echo.closedRooms.add(OTHER);
    await ann.subscribe('r', destinations.replies);
    ann.send(`SUBSCRIBE\nid:x\ndestination:${destinations.room(OTHER)}\nreceipt:s\n\n\0`);
    const reply = await ann.hears('MESSAGE', { 'receipt-id': 's' });
    expect(problemOf(reply).code).to.equal('room.not_found');
    ann.send('UNSUBSCRIBE\nid:x\n\n\0');
    await ann.subscribe('x', TOPIC);
  });

  it('tells nothing of a mistake of its own but that there was one', async () => {
    await ann.subscribe('r', destinations.replies);
    ann.send(`SEND\n${SEND}\nreceipt:c\n\ncrash\0`);
    const reply = await ann.hears('MESSAGE', { 'receipt-id': 'c' });
    expect(problemOf(reply).code).to.equal('server.failed');
    expect(reply.body).to.not.contain('mistake of our own');
    expect(server.logged.join('')).to.contain('a mistake of our own');
  });

  it('keeps a user queue to its person, and a single connection', async () => {
    const queue = destinations.myRooms;
    const annToo = await RawClient.connected(server.url, 'ann');
    for (const client of [ann, annToo, bob]) await client.subscribe('q', queue);
    server.broker.publishTo(ANN.userId, queue, '"to Ann"');
    const [peer] = server.broker.peers();
    if (peer) server.broker.publishToPeer(peer, queue, '"to her first"');
    await until(() => bodiesOf(ann).length === 2 && bodiesOf(annToo).length === 1, { what: 'both hear' });
    expect(bodiesOf(bob)).to.deep.equal([]);
    annToo.close();
  });

  it('tells the chat of each subscription that it ended, however it did', async () => {
    await ann.subscribe('1', TOPIC);
    await ann.subscribe('2', destinations.roomPresence(ROOM));
    await ann.subscribe('3', destinations.myRooms);
    server.broker.endSubscriptions(ANN.userId, TOPIC);
    ann.send('UNSUBSCRIBE\nid:2\nreceipt:u\n\n\0UNSUBSCRIBE\nid:1\nreceipt:gone\n\n\0');
    await ann.hears('RECEIPT', { 'receipt-id': 'gone' });
    ann.close();
    await until(() => server.echo.calls.includes('left Ann'), { what: 'she left' });
    expect(server.echo.calls.filter((call) => !call.startsWith('heard'))).to.deep.equal([
      ...['room', 'roomPresence', 'myRooms'].map((name) => `subscribed Ann ${name}`),
      ...['room', 'roomPresence', 'myRooms'].map((name) => `unsubscribed Ann ${name}`),
      'left Ann',
    ]);
    expect(server.broker.isRead(TOPIC)).to.equal(false);
  });

  it('asks again when access is taken back while it is being asked for', async () => {
    let open: (() => void) | null = null;
    server.echo.beforeRead = () => new Promise((resolve) => (open = resolve));
    await bob.subscribe('r', destinations.replies);
    bob.send(`SUBSCRIBE\nid:x\ndestination:${TOPIC}\nreceipt:s\n\n\0`);
    const answer = await until<() => void>(() => open, { what: 'the chat is asked' });
    server.echo.closedRooms.add(ROOM);
    const [, peer] = server.broker.peers();
    if (peer) server.broker.endSubscriptions(peer.person.userId, TOPIC);
    server.echo.beforeRead = () => Promise.resolve();
    answer();
    await bob.hears('MESSAGE', { 'receipt-id': 's' });
    expect(server.broker.isRead(TOPIC)).to.equal(false);
  });

  it('closes a connection when the chat says so, with the problem', async () => {
    const [peer] = server.broker.peers();
    if (peer) server.broker.close(peer, 'auth.expired');
    const error = await ann.hears('ERROR');
    expect(problemOf(error).code).to.equal('auth.expired');
    expect(await ann.closed()).to.equal(1008);
    await until(() => server.echo.calls.includes('left Ann'), { what: 'she left' });
  });

  it('writes a burst to one destination in few messages, in order, the first at once', async () => {
    await bob.subscribe('b', TOPIC);
    const before = bob.messages.length;
    for (let n = 0; n < 100; n += 1) server.broker.publish(TOPIC, String(n));
    await until(() => bodiesOf(bob).length === 100, { what: 'all arrive' });
    expect(bodiesOf(bob)).to.deep.equal(Array.from({ length: 100 }, (_, n) => String(n)));
    expect(bob.messages.length - before).to.be.at.most(2);
  });

  it('never gives a new reader what was published before', async () => {
    await bob.subscribe('b', TOPIC);
    server.broker.publish(TOPIC, '"first"');
    server.broker.publish(TOPIC, '"waits"');
    await ann.subscribe('a', TOPIC);
    server.broker.publish(TOPIC, '"new"');
    await ann.hears('MESSAGE');
    expect(bodiesOf(ann)).to.deep.equal(['"new"']);
  });
});

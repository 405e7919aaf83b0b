import { destinations } from '@seodang/contracts/live/destinations';
import { expect } from 'chai';
import { problem as problemAnswer } from '../../../test/server.js';
import { settled } from '../../../test/fake-media.js';
import { ApiError } from '../errors.js';
import { LiveChannel } from './live-channel.js';
import type { LiveSocket, LiveSocketEvents } from './live-socket.js';

const ROOM = '/topic/rooms.01932f00-0000-7000-8000-000000000030';

class FakeSocket implements LiveSocket {
  readonly said: string[] = [];
  readonly receipts = new Map<string, string>();
  isClosed = false;

  constructor(
    readonly ticket: string,
    readonly events: LiveSocketEvents,
  ) {}

  subscribe(destination: string, receiptId: string): void {
    this.said.push(`subscribe ${destination}`);
    this.receipts.set(destination, receiptId);
  }

  unsubscribe(destination: string): void {
    this.said.push(`unsubscribe ${destination}`);
  }

  send(destination: string, _body: unknown, receiptId: string | null): void {
    this.said.push(`send ${destination}`);
    if (receiptId !== null) this.receipts.set(destination, receiptId);
  }

  close(): void {
    this.isClosed = true;
  }

  /** The server says that what was asked there is done. */
  confirm(destination: string): void {
    this.events.onReceipt(this.receipts.get(destination) ?? '');
  }

  async refuse(destination: string, answer: Response): Promise<void> {
    this.events.onMessage(destinations.replies, await answer.json(), this.receipts.get(destination));
  }
}

function setUp() {
  const sockets: FakeSocket[] = [];
  const waits: { ms: number; done: () => void; stopped: boolean }[] = [];
  const deps = {
    tickets: 0,
    ticketFailure: null as ApiError | null,
    getTicket: () => {
      deps.tickets += 1;
      return deps.ticketFailure === null
        ? Promise.resolve(`ticket-${deps.tickets}`)
        : Promise.reject(deps.ticketFailure);
    },
    openSocket: (ticket: string, events: LiveSocketEvents) => {
      const socket = new FakeSocket(ticket, events);
      sockets.push(socket);
      return Promise.resolve(socket);
    },
    wait: (ms: number, done: () => void) => {
      const one = { ms, done, stopped: false };
      waits.push(one);
      return () => {
        one.stopped = true;
      };
    },
    now: () => 1_000_000,
    random: () => 0.5,
  };
  const channel = new LiveChannel(deps);
  const last = () => sockets.at(-1) as FakeSocket;
  const open = async () => {
    await settled();
    last().events.onOpen();
  };
  /** Lets the wait pass that is the newest of those that go on. */
  const pass = async () => {
    waits.findLast(({ stopped }) => !stopped)?.done();
    await settled();
  };
  return { channel, deps, sockets, waits, last, open, pass };
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof ApiError ? error.code : 'none';
}

describe('the live channel', () => {
  it('connects when something is read, with a ticket, and reads the answers first', async () => {
    const { channel, last, open } = setUp();
    channel.subscribe(ROOM, { onBody: () => undefined });
    await open();
    expect(last().ticket).to.equal('ticket-1');
    expect(last().said).to.deep.equal([`subscribe ${destinations.replies}`, `subscribe ${ROOM}`]);
    expect(channel.state.value.phase).to.equal('open');
  });

  it('tells readers when they miss nothing any more, and hands them what comes', async () => {
    const { channel, last, open } = setUp();
    const heard: unknown[] = [];
    channel.subscribe(ROOM, { onBody: (body) => heard.push(body), onLive: () => heard.push('live') });
    await open();
    last().confirm(ROOM);
    await settled();
    last().events.onMessage(ROOM, { n: 1 }, undefined);
    expect(heard).to.deep.equal(['live', { n: 1 }]);
  });

  it('subscribes once for several readers, and ends with the last', async () => {
    const { channel, last, open } = setUp();
    const first = channel.subscribe(ROOM, { onBody: () => undefined });
    await open();
    last().confirm(ROOM);
    await settled();
    let isLive = false;
    const second = channel.subscribe(ROOM, { onBody: () => undefined, onLive: () => (isLive = true) });
    await settled();
    expect(isLive).to.equal(true);
    first();
    expect(last().said.filter((said) => said.endsWith(ROOM))).to.deep.equal([`subscribe ${ROOM}`]);
    second();
    expect(last().said.at(-1)).to.equal(`unsubscribe ${ROOM}`);
  });

  it('resolves a send at its receipt, and rejects it with the problem that came instead', async () => {
    const { channel, last, open } = setUp();
    channel.hold();
    await open();
    const done = channel.send('/app/a', {});
    last().confirm('/app/a');
    await done;
    const refused = channel.send('/app/b', {});
    await last().refuse('/app/b', problemAnswer(403, 'room.read_only'));
    expect(await failureOf(refused)).to.equal('room.read_only');
  });

  it('leaves open whether something was done when the connection ends before the answer', async () => {
    const { channel, last, open } = setUp();
    channel.hold();
    await open();
    const sending = channel.send('/app/a', {});
    last().events.onClosed(null);
    expect(await failureOf(sending)).to.equal('client.unreachable');
    expect(await failureOf(channel.send('/app/a', {}))).to.equal('client.unreachable');
  });

  it('comes back with a new ticket, and reads everything again', async () => {
    const { channel, last, sockets, open, pass } = setUp();
    let times = 0;
    channel.subscribe(ROOM, { onBody: () => undefined, onLive: () => (times += 1) });
    await open();
    last().confirm(ROOM);
    last().events.onClosed(null);
    expect(channel.state.value).to.deep.equal({
      phase: 'waiting',
      lostAtMs: 1_000_000,
      retryAtMs: 1_000_500,
    });
    await pass();
    await open();
    last().confirm(ROOM);
    await settled();
    expect([sockets.length, last().ticket, times]).to.deep.equal([2, 'ticket-2', 2]);
  });

  it('gives up at once what cannot work without a network', async () => {
    const { channel, last, open } = setUp();
    channel.hold();
    await open();
    const sending = channel.send('/app/a', {});
    channel.giveUp();
    expect(last().isClosed).to.equal(true);
    expect(await failureOf(sending)).to.equal('client.unreachable');
    expect(channel.state.value.phase).to.equal('waiting');
  });

  it('comes back when the server asked it to', async () => {
    const { channel, last, open } = setUp();
    channel.hold();
    await open();
    last().events.onClosed({ error: new ApiError('chat.unavailable'), comeBackInMs: 4_200 });
    expect(channel.state.value).to.include({ phase: 'waiting', retryAtMs: 1_004_200 });
  });

  it('asks for no more tickets when nobody is signed in, until somebody is', async () => {
    const { channel, deps, waits } = setUp();
    deps.ticketFailure = new ApiError('auth.required', { status: 401 });
    channel.subscribe(ROOM, { onBody: () => undefined });
    await settled();
    expect(channel.state.value.phase).to.equal('idle');
    expect(waits.filter(({ stopped }) => !stopped)).to.deep.equal([]);
    deps.ticketFailure = null;
    channel.begin();
    await settled();
    expect(channel.state.value.phase).to.equal('connecting');
  });

  it('tells a reader that a place is not theirs', async () => {
    const { channel, last, open } = setUp();
    let code = '';
    channel.subscribe(ROOM, { onBody: () => undefined, onRefused: (error) => (code = error.code) });
    await open();
    await last().refuse(ROOM, problemAnswer(404, 'room.not_found'));
    await settled();
    expect(code).to.equal('room.not_found');
  });

  it('asks again for a place that is refused for now, and tells nobody of it', async () => {
    const { channel, last, open, pass, waits } = setUp();
    const heard: string[] = [];
    const reader = {
      onBody: () => undefined,
      onLive: () => heard.push('live'),
      onRefused: ({ code }: ApiError) => heard.push(code),
    };
    channel.subscribe(ROOM, reader);
    await open();
    const asked = () => last().said.filter((said) => said === `subscribe ${ROOM}`).length;
    await last().refuse(ROOM, problemAnswer(503, 'chat.unavailable', { retryAfterSec: 2 }));
    await settled();
    expect([asked(), waits.findLast(({ stopped }) => !stopped)?.ms]).to.deep.equal([1, 3_000]);
    await pass();
    expect(asked()).to.equal(2);
    await last().refuse(ROOM, problemAnswer(503, 'chat.unavailable'));
    await settled();
    await pass();
    last().confirm(ROOM);
    await settled();
    expect(heard).to.deep.equal(['live']);
  });

  it('asks again for a place when no answer comes, and never twice under one name', async () => {
    const { channel, last, open, pass } = setUp();
    let isLive = false;
    channel.subscribe(ROOM, { onBody: () => undefined, onLive: () => (isLive = true) });
    await open();
    // The time for the answer passes, and then the pause.
    await pass();
    await pass();
    const ofRoom = last().said.filter((said) => said.endsWith(ROOM));
    expect(ofRoom).to.deep.equal([`subscribe ${ROOM}`, `unsubscribe ${ROOM}`, `subscribe ${ROOM}`]);
    last().confirm(ROOM);
    await settled();
    expect(isLive).to.equal(true);
  });

  it('asks no more for a place that nobody reads any more, nor over a connection that is gone', async () => {
    const { channel, sockets, last, open, pass, waits } = setUp();
    channel.hold();
    const stop = channel.subscribe(ROOM, { onBody: () => undefined });
    await open();
    await last().refuse(ROOM, problemAnswer(503, 'chat.unavailable'));
    await settled();
    stop();
    expect(waits.filter(({ stopped }) => !stopped).map(({ ms }) => ms)).to.deep.equal([10_000]);
    channel.subscribe(ROOM, { onBody: () => undefined });
    await last().refuse(ROOM, problemAnswer(503, 'chat.unavailable'));
    await settled();
    last().events.onClosed(null);
    expect(waits.filter(({ stopped }) => !stopped).length).to.equal(1);
    await pass();
    await open();
    expect(sockets[1]?.said).to.deep.equal([`subscribe ${destinations.replies}`, `subscribe ${ROOM}`]);
  });

  it('hears nothing of a connection that has had its day', async () => {
    const { channel, sockets, open, pass } = setUp();
    const heard: unknown[] = [];
    channel.subscribe(ROOM, { onBody: (body) => heard.push(body) });
    await open();
    sockets[0]?.events.onClosed(null);
    await pass();
    await open();
    sockets[0]?.events.onMessage(ROOM, 'late', undefined);
    sockets[0]?.events.onClosed(null);
    expect(heard).to.deep.equal([]);
    expect(channel.state.value.phase).to.equal('open');
  });

  it('closes when nobody has wanted it for a while', async () => {
    const { channel, last, open, pass } = setUp();
    const release = channel.hold();
    await open();
    release();
    expect(last().isClosed).to.equal(false);
    await pass();
    expect(last().isClosed).to.equal(true);
    expect(channel.state.value.phase).to.equal('idle');
  });
});
